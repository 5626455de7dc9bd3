import type { Failure } from '../common/runtime/errors';
import { failureOf } from '../common/runtime/router';
import { statusOf } from './failures';
import { html, type HttpAnswer } from './http';
import { markup, type Markup } from './markup';
import { document, stateLine } from './page-kit';

/** How to get on where the page itself cannot. */
export const howTo = markup`<h2>也可以在小程序里开票</h2><ol><li>在微信里打开电子发票小程序</li><li>进入“订单”，点“扫小票”</li><li>扫小票上的二维码，再点“开发票”</li></ol>`;

/** For addresses that lead nowhere. */
export const nowherePage = (): string =>
  document('没有这个页面', [stateLine('ended', '没有这个页面', '请在微信里打开电子发票小程序办理。'), howTo]);

/** What went wrong, for a person, and what else may help. */
const failurePage = ({ message, hint }: Failure, help: readonly Markup[]): string =>
  document(message, [stateLine('attention', message, hint), ...help]);

/** For people, what goes wrong is a page too. */
export const asPage = async (work: Promise<HttpAnswer>, ...help: Markup[]): Promise<HttpAnswer> => {
  try {
    return await work;
  } catch (error) {
    const failure = failureOf(error);
    return html(statusOf(failure), failurePage(failure, help));
  }
};

import type { OrderState } from '../../contract/states';
import { formatFen } from '../../miniprogram/rules/money';
import { fail, type Failure } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import { readReceipt, type ReceiptView } from '../common/usecases/read-receipt';
import { readReceiptCode } from './receipt-code';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const style = `
:root{color-scheme:light dark}
body{margin:0;background:#f3f3f3;color:#1a1a1a;font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:26rem;margin:0 auto;padding:2rem 1rem}
section{background:#fff;border-radius:12px;padding:1.25rem;margin-bottom:1rem}
h1{font-size:1.25rem;margin:0 0 .5rem}
p{margin:.25rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0 0}
dt{color:#777}dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
ol{margin:.5rem 0 0;padding-left:1.25rem}
@media(prefers-color-scheme:dark){body{background:#181818;color:#eee}section{background:#242424}dt{color:#aaa}}`;

const document = (title: string, ...sections: string[]): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head><body><main>${sections.map((section) => `<section>${section}</section>`).join('')}</main></body></html>`;

const howTo = `<h1>怎样开票</h1><ol><li>在微信里打开电子发票小程序</li><li>进入“订单”，点“扫小票”</li><li>扫这张小票上的二维码，再点“开发票”</li></ol>`;

/** For addresses that lead nowhere. */
export const nowherePage = (): string =>
  document('没有这个页面', '<h1>没有这个页面</h1><p>请在微信里打开电子发票小程序办理。</p>', howTo);

/** What went wrong, for a person. */
export const failurePage = ({ message, hint }: Failure): string =>
  document(message, `<h1>${escape(message)}</h1><p>${escape(hint)}</p>`);

const headlines: Record<OrderState, string> = {
  invoiceable: '可以开票',
  not_invoiceable: '现在不能开票',
  in_progress: '正在开票',
  invoiced: '已开票',
};

/** Only what is printed on the receipt, and how the invoice stands. */
const receiptHtml = ({ orderNo, merchant, amount, state, reason, expired }: ReceiptView): string => {
  const open = state === 'invoiceable' && !expired;
  const facts = [
    ['商家', merchant.name],
    ['订单号', orderNo],
    ...(open ? [['可开票金额', `¥${formatFen(amount)}`]] : []),
  ];
  const list = facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escape(value)}</dd>`).join('');
  const why = open || !reason ? '' : `<p>${escape(reason)}</p>`;
  return document(headlines[state], `<h1>${headlines[state]}</h1>${why}<dl>${list}</dl>`, ...(open ? [howTo] : []));
};

/** What a receipt's QR code leads to. */
export const receiptPage = async (code: string): Promise<string> => {
  const view = await readReceipt(ports, readReceiptCode(code));
  if (!view) throw fail('not_found', { message: '没有找到小票对应的订单', hint: '请联系商家' });
  return receiptHtml(view);
};

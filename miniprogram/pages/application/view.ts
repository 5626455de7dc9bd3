import type { ApplicationView, TimelineEntry } from '../../../contract/buyer';
import type { BuyerAction, Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';
import { fact, kindText, titleDetails, titleName } from '../../lib/facts';
import type { Fact } from '../../lib/facts';
import { groupedNumber } from '../../lib/invoice-row';
import { toneIcon } from '../../lib/tones';

/** A step of the timeline; one that is still to come has no time. */
export interface Step {
  key: string;
  text: string;
  when: string;
  tone: Tone;
  icon: string;
  pending: boolean;
}

/** What can be done next, the most likely first: that one is the button. */
export interface Choice {
  action: BuyerAction;
  text: string;
}

const ACTIONS: Record<BuyerAction, string> = {
  authorize: '去微信点“申请开票”',
  files: '看发票和文件',
  learn_card: '打开卡包确认',
  reapply: '重新申请',
  refresh: '刷新进度',
  withdraw: '撤回申请',
  reissue: '抬头开错了？换开',
};
const ORDER: BuyerAction[] = ['authorize', 'files', 'learn_card', 'reapply', 'refresh', 'reissue', 'withdraw'];
/** What the page does by itself, or what undoes things, is never the button. */
const QUIET: BuyerAction[] = ['refresh', 'reissue', 'withdraw'];

/** The steps of an application that goes well, by the code of the entry that shows them done. */
const COURSE: [code: string, text: string][] = [
  ['applied', '提交申请'],
  ['authorized', '在微信确认'],
  ['issued', '开出发票'],
  ['card_inserted', '放入卡包'],
];

/** Whether steps are still to come. */
const isUnderWay = ({ actions, refreshAfter }: ApplicationView): boolean =>
  refreshAfter !== undefined || actions.includes('authorize');

const doneStep = ({ at, code, text, tone: toneThen }: TimelineEntry, i: number, { length }: TimelineEntry[]): Step => {
  // What was under way when it was written down is over once something follows it.
  const isOver = i < length - 1 && (toneThen === 'working' || toneThen === 'waiting');
  const tone = isOver ? 'done' : toneThen;
  return { key: `${i}-${code}`, text, when: momentText(at), tone, icon: toneIcon(tone), pending: false };
};

const stepsOf = (view: ApplicationView): Step[] => {
  const done = view.timeline.map(doneStep);
  if (!isUnderWay(view)) return done;
  const reached = Math.max(...COURSE.map(([code], i) => (view.timeline.some((entry) => entry.code === code) ? i : -1)));
  const pending = COURSE.slice(reached + 1).map(([code, text]): Step => ({
    key: code,
    text,
    when: '',
    tone: 'ended',
    icon: 'circle',
    pending: true,
  }));
  return [...done, ...pending];
};

const factsOf = (view: ApplicationView): Fact[] => [
  ...fact('抬头', view.title === undefined ? '在微信页面选' : titleName(view.title)),
  { name: '发票种类', value: kindText(view.kind) },
  { name: '销售方', value: view.merchant.name },
  { name: '订单号', value: view.orderNos.join('、') },
  ...fact('换开自发票', view.replaces === undefined ? undefined : groupedNumber(view.replaces.number)),
];

/** An application as its page draws it. */
export const applicationModel = (view: ApplicationView) => {
  const choices = ORDER.filter((action) => view.actions.includes(action)).map((action): Choice => ({
    action,
    text: ACTIONS[action],
  }));
  const primary = choices.find(({ action }) => !QUIET.includes(action));
  const { problem } = view;
  return {
    headline: { ...view.headline, icon: toneIcon(view.headline.tone) },
    amount: view.amount as number,
    steps: stepsOf(view),
    facts: factsOf(view),
    titleDetails: view.title === undefined ? [] : titleDetails(view.title),
    primary: primary ?? null,
    others: choices.filter((choice) => choice !== primary),
    problem:
      problem === undefined
        ? null
        : {
            title: problem.message,
            text: problem.hint,
            retryable: view.refreshAfter !== undefined,
            code: problem.code,
            requestId: view.orderId as string,
            wechat: problem.wechat ?? null,
            reference: `${problem.code}${problem.wechat ? ` · 微信 ${problem.wechat.errcode}` : ''} · ${view.orderId}`,
          },
    invoiceId: view.invoice?.invoiceId ?? '',
    replacedBy: view.replacedBy ?? '',
  };
};

export type ApplicationModel = ReturnType<typeof applicationModel>;

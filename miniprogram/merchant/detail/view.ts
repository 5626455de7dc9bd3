import type { MerchantInvoice } from '../../../contract/merchant';
import type { MerchantAction } from '../../../contract/states';
import { dayText, momentText } from '../../lib/dates';
import { fact, kindText, reimburseFact, titleDetails, titleName } from '../../lib/facts';
import type { Fact } from '../../lib/facts';
import { groupedNumber } from '../../lib/invoice-row';
import { toneIcon } from '../../lib/tones';
import { formatFen } from '../../rules/money';
import { actionOrder, actionTexts, isGrave } from '../lib/actions';
import { stepsOf } from './steps';

const TYPES: Record<MerchantInvoice['type'], string> = {
  0: '买家在小程序填写',
  1: '买家在微信页面选',
  2: '先开票，买家后领取',
};

/** Both halves are known only once it is issued. */
const splitText = ({ net, tax }: MerchantInvoice): string =>
  net === undefined || tax === undefined ? '' : `金额 ¥${formatFen(net)} · 税额 ¥${formatFen(tax)}`;

/** What reds have left of it, where they took a part. */
const leftText = ({ invoiceState, reversed, left }: MerchantInvoice): string =>
  invoiceState === 'partly_reversed' && reversed !== undefined && left !== undefined
    ? `已红冲 ¥${formatFen(reversed)}，剩余 ¥${formatFen(left)}`
    : '';

const factsOf = (invoice: MerchantInvoice): Fact[] => [
  ...fact('发票号码', invoice.number === undefined ? undefined : groupedNumber(invoice.number)),
  ...fact('发票代码', invoice.code),
  ...fact('校验码', invoice.checkCode),
  ...fact('开票时间', invoice.issuedAt === undefined ? undefined : dayText(invoice.issuedAt)),
  { name: '发票种类', value: kindText(invoice.kind) },
  ...reimburseFact(invoice),
  { name: '订单号', value: invoice.orderNos.join('、') },
  ...fact('换开自发票', invoice.replaces === undefined ? undefined : groupedNumber(invoice.replaces.number)),
];

const problemOf = ({ problem, retryAt, orderId }: MerchantInvoice) => {
  if (problem === undefined) return null;
  const { message, hint, code, wechat } = problem;
  const raw = wechat === undefined ? code : `微信 ${wechat.errcode} ${wechat.errmsg}`;
  return {
    message,
    hint,
    retry: retryAt === undefined ? '' : `${momentText(retryAt)} 会自动再试`,
    reference: `${raw} · ${orderId}`,
    told: {
      title: message,
      text: hint,
      retryable: retryAt !== undefined,
      code,
      requestId: orderId as string,
      wechat: wechat ?? null,
    },
  };
};

/** What the buyer told WeChat beside the title. */
const filledFacts = ({ filled }: MerchantInvoice): Fact[] =>
  filled === undefined
    ? []
    : [
        ...filled.own.flatMap(({ label, value }) => fact(label, value)),
        ...(filled.title === undefined
          ? []
          : [{ name: '抬头', value: titleName(filled.title) }, ...titleDetails(filled.title)]),
      ];

/** What a refund has made of it, and how to put it right. */
const refundModel = ({ refund }: MerchantInvoice) =>
  refund === undefined
    ? null
    : {
        text: `退款后可开票 ¥${formatFen(refund.rest)}，发票多出 ¥${formatFen(refund.gap)}`,
        proposals: refund.proposals.map(({ scope, text, hint }, i) => ({ scope, text, hint, first: i === 0 })),
      };

/** The buyer waits for an answer to a red of theirs. */
const asksForAnswer = ({ reds }: MerchantInvoice): boolean => reds.some(({ actions }) => actions.includes('confirm'));

/** A refund waits for a choice. */
const asksToSettle = ({ refund }: MerchantInvoice): boolean => (refund?.proposals.length ?? 0) > 0;

/** What can be done: the likeliest is the button unless that is taken, what cannot be undone is never. */
const choicesOf = (offered: MerchantAction[], taken: boolean) => {
  const choices = actionOrder
    .filter((action) => offered.includes(action))
    .map((action) => ({ action, text: actionTexts[action] }));
  const primary = taken ? null : (choices.find(({ action }) => !isGrave(action)) ?? null);
  return { primary, others: choices.filter((choice) => choice !== primary) };
};

/** An invoice as the merchant's page draws it. */
export const detailModel = (invoice: MerchantInvoice) => ({
  headline: { ...invoice.headline, icon: toneIcon(invoice.headline.tone) },
  amount: invoice.amount as number,
  reversed: invoice.invoiceState === 'reversed',
  left: leftText(invoice),
  refund: refundModel(invoice),
  redsFirst: asksForAnswer(invoice),
  /** What is to be done stands in a card, not in the bar. */
  workAbove: asksForAnswer(invoice) || asksToSettle(invoice),
  split: splitText(invoice),
  facts: factsOf(invoice),
  problem: problemOf(invoice),
  steps: stepsOf(invoice),
  lines: invoice.lines.map(({ name, quantity, unit, gross, rate, tax }, i) => ({
    key: String(i),
    name,
    gross,
    under: [
      ...(quantity === undefined ? [] : [`${quantity}${unit ?? ''}`]),
      `税率 ${rate}`,
      ...(tax === undefined ? [] : [`税额 ¥${formatFen(tax)}`]),
    ].join(' · '),
  })),
  title: invoice.title === undefined ? '买家还未选抬头' : titleName(invoice.title),
  buyer: [
    ...(invoice.title === undefined ? [] : titleDetails(invoice.title)),
    { name: '抬头来自', value: TYPES[invoice.type] },
    { name: '申请时间', value: momentText(invoice.appliedAt) },
    { name: '申请编号', value: invoice.orderId },
  ],
  filled: filledFacts(invoice),
  /** It waits for its buyer: the code to claim it is what comes next. */
  canClaim: invoice.tasks.includes('claim_link'),
  replaces: invoice.replaces?.applicationId ?? '',
  replacedBy: invoice.replacedBy ?? '',
  hasPdf: invoice.files.some(({ format }) => format === 'pdf'),
  ...choicesOf(invoice.actions, invoice.tasks.includes('claim_link') || asksToSettle(invoice)),
});

export type DetailModel = ReturnType<typeof detailModel>;

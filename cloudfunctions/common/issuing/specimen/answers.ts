import * as v from 'valibot';
import { Fen, UnixSeconds } from '../../../../contract/primitives';
import type { Problem } from '../../domain/state';
import { fail } from '../../runtime/errors';
import { WechatError } from '../../wechat/errors';
import type { CancelResult, CardResult, IssueResult } from '../port';

const Rate = v.union([v.pipe(v.number(), v.safeInteger()), v.picklist(['免税', '不征税'])]);

const Line = v.object({
  name: v.string(),
  quantity: v.optional(v.union([v.string(), v.number()])),
  unit: v.optional(v.string()),
  rate: Rate,
  netFen: Fen,
  taxFen: Fen,
});

const amounts = { grossFen: Fen, netFen: Fen, taxFen: Fen, lines: v.array(Line) };

const Cancel = v.variant('status', [
  v.object({ status: v.picklist(['under_way', 'done']) }),
  v.object({ status: v.literal('refused'), errcode: v.optional(v.number()), message: v.string() }),
]);

const Card = v.variant('status', [
  v.object({ status: v.literal('inserting') }),
  v.object({
    status: v.literal('inserted'),
    cardId: v.string(),
    code: v.optional(v.string()),
    cancel: v.optional(Cancel),
  }),
  v.object({ status: v.literal('refused'), errcode: v.optional(v.number()), message: v.string() }),
]);

const Invoice = v.variant('status', [
  v.object({ status: v.literal('accepted') }),
  v.object({ status: v.literal('waiting_for_person'), waiting: v.object({ message: v.string() }) }),
  v.object({
    status: v.literal('issued'),
    ...amounts,
    issuedAt: UnixSeconds,
    number: v.pipe(v.string(), v.regex(/^\d{8}(\d{12})?$/)),
    code: v.optional(v.pipe(v.string(), v.regex(/^\d{10}(\d{2})?$/))),
    checkCode: v.optional(v.string()),
    files: v.array(v.object({ format: v.picklist(['pdf', 'ofd', 'xml']), url: v.string() })),
    card: v.optional(Card),
  }),
  v.object({
    status: v.literal('failed'),
    failure: v.object({ code: v.string(), message: v.string(), retryable: v.boolean() }),
  }),
]);

const rateText = (rate: v.InferOutput<typeof Rate>): string => (typeof rate === 'number' ? `${rate / 100}%` : rate);

/** Why the platform has no card for us; it has tried what can be tried. */
const refusalOf = (errcode: number | undefined, message: string): Problem => {
  if (errcode !== undefined) return { ...new WechatError(errcode, message).failure, retryable: false };
  const hint = `商户管理员：开票平台说“${message.slice(0, 100)}”`;
  return { code: 'platform_card_refused', message: '开票平台未能放入卡包', hint, retryable: false };
};

const cancelOf = (cancel: v.InferOutput<typeof Cancel>): CancelResult => {
  if (cancel.status !== 'refused') return { state: cancel.status };
  const { code, hint, wechat } = refusalOf(cancel.errcode, cancel.message);
  const problem = { code, message: '卡包里的卡券未能作废', hint, retryable: false, ...(wechat && { wechat }) };
  return { state: 'refused', problem };
};

const cardOf = (card: v.InferOutput<typeof Card>): CardResult => {
  switch (card.status) {
    case 'inserting':
      return { state: 'under_way' };
    case 'inserted':
      return {
        state: 'inserted',
        cardId: card.cardId,
        ...(card.code && { code: card.code }),
        ...(card.cancel && { cancel: cancelOf(card.cancel) }),
      };
    case 'refused':
      return { state: 'refused', problem: refusalOf(card.errcode, card.message) };
  }
};

/** The platform's answer in our words. */
export const resultOf = (answer: unknown): IssueResult => {
  const parsed = v.safeParse(v.object({ result: Invoice }), answer);
  if (!parsed.success) throw fail('unavailable', { hint: '开发者：开票平台的应答不符合约定' });
  const invoice = parsed.output.result;
  switch (invoice.status) {
    case 'accepted':
      return { state: 'accepted' };
    case 'waiting_for_person':
      return { state: 'waiting_for_person', message: invoice.waiting.message };
    case 'failed': {
      const { code, message, retryable } = invoice.failure;
      const hint = retryable ? '系统会自动重试' : '请核对开票信息后再开';
      return { state: 'failed', problem: { code, message, hint, retryable } };
    }
    case 'issued':
      return {
        state: 'issued',
        number: invoice.number,
        ...(invoice.code && { code: invoice.code }),
        ...(invoice.checkCode && { checkCode: invoice.checkCode }),
        issuedAt: invoice.issuedAt,
        gross: invoice.grossFen,
        net: invoice.netFen,
        tax: invoice.taxFen,
        lines: invoice.lines.map(({ name, quantity, unit, rate, netFen, taxFen }) => ({
          name,
          ...(quantity !== undefined && { quantity: String(quantity) }),
          ...(unit && { unit }),
          net: netFen,
          tax: taxFen,
          rate: rateText(rate),
        })),
        files: invoice.files,
        ...(invoice.card && { card: cardOf(invoice.card) }),
      };
  }
};

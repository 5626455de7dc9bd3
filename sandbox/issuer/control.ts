import { Hono } from 'hono';
import * as v from 'valibot';
import type { DemoMerchant } from '../demo';
import type { Buyer } from './buyer';
import { Refusal } from './errors';
import { failures, isFailureCode } from './failures';
import type { Issuing } from './issuing';
import { redReasons } from './red-rules';
import type { StoredRed } from './red-store';
import type { TaxBureau } from './tax-bureau';

const merchant = v.optional(v.string());
const invoice_no = v.pipe(v.string(), v.regex(/^(\d{8}|\d{20})$/, 'an invoice number has 8 or 20 digits'));
const fen = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(7 * 86_400_000));
const orders = v.variant('do', [
  v.object({ do: v.literal('login'), merchant }),
  v.object({ do: v.literal('expire_login'), merchant, reason: v.optional(v.picklist(['login', 'face_check'])) }),
  v.object({ do: v.literal('quota'), merchant, amount: fen(0) }),
  v.object({ do: v.literal('delay'), ms }),
  v.object({ do: v.literal('card_delay'), ms }),
  v.object({ do: v.literal('outage'), on: v.boolean() }),
  v.object({ do: v.literal('callbacks'), fault: v.picklist(['none', 'lose', 'double']) }),
  v.object({
    do: v.literal('fail_next'),
    merchant,
    code: v.optional(
      v.pipe(v.custom<keyof typeof failures>(isFailureCode, `one of ${Object.keys(failures).join(', ')}`)),
      'tax_bureau_busy',
    ),
    count: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)), 1),
    of: v.optional(v.picklist(['blue', 'red'])),
  }),
  v.object({ do: v.literal('change_next'), merchant, amount: fen(1) }),
  v.object({ do: v.literal('book'), merchant, invoice_no }),
  v.object({
    do: v.literal('start_red'),
    merchant,
    invoice_no,
    amount: v.optional(fen(1)),
    reason: v.optional(v.picklist(redReasons), 'return'),
  }),
  v.object({ do: v.picklist(['confirm_red', 'refuse_red']), merchant, invoice_no }),
]);

export interface ControlParts {
  merchants: readonly DemoMerchant[];
  bureau: TaxBureau;
  issuing: Issuing;
  buyer: Buyer;
}

/** `/__sandbox/issuer`: what happens at the tax bureau, at the wish of whoever plays with the sandbox. */
export const createControl = ({ merchants, bureau, issuing, buyer }: ControlParts): Hono => {
  const app = new Hono();

  const idsOf = (merchantId: string | undefined): string[] => {
    const chosen = merchants.filter(({ id }) => merchantId === undefined || id === merchantId);
    if (chosen.length === 0) throw new Refusal(404, 'not_found', `no merchant ${merchantId}`, { field: 'merchant' });
    return chosen.map(({ id }) => id);
  };

  const state = () => ({ merchants: Object.fromEntries(merchants.map(({ id }) => [id, bureau.health(id)])) });

  /** Answers the red that was acted on, if there is one. */
  const obey = (order: v.InferOutput<typeof orders>): StoredRed | void => {
    const ids = idsOf('merchant' in order ? order.merchant : undefined);
    switch (order.do) {
      case 'login':
        return bureau.login(ids);
      case 'expire_login':
        return bureau.expireLogin(ids, order.reason === 'face_check' ? 'face_check' : undefined);
      case 'quota':
        return bureau.setQuota(ids, order.amount);
      case 'delay':
        return bureau.setDelay(order.ms);
      case 'card_delay':
        return issuing.setCardDelay(order.ms);
      case 'outage':
        return issuing.setOutage(order.on);
      case 'callbacks':
        return issuing.setCallbackFault(order.fault);
      case 'fail_next': {
        const { code, count: left, merchant: merchantId, of } = order;
        return bureau.failNext({ code, left, ...(merchantId && { merchantId }), ...(of && { of }) });
      }
      case 'change_next': {
        const { amount: grossFen, merchant: merchantId } = order;
        return issuing.changeNext({ grossFen, ...(merchantId && { merchantId }) });
      }
      case 'book':
        return buyer.book(order.invoice_no, order.merchant);
      case 'start_red':
        return buyer.startRed(order.invoice_no, order.reason, order.amount, order.merchant);
      default:
        return buyer.answer(order.invoice_no, order.do === 'confirm_red', order.merchant);
    }
  };

  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body(), error.status);
    throw error;
  });
  app.get('/', (context) => context.json(state()));
  app.post('/', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const order = v.safeParse(orders, body);
    if (!order.success) {
      const field = v.getDotPath(order.issues[0]) ?? 'do';
      throw new Refusal(400, 'invalid_request', `${field}: ${order.issues[0].message}`, { field });
    }
    const red = obey(order.output);
    if (!red) return context.json(state());
    const { redSerial, invoiceSerial, startedBy, reason, state: stands } = red;
    return context.json({ ...state(), red: { redSerial, invoiceSerial, startedBy, reason, status: stands.status } });
  });
  return app;
};

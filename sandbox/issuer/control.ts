import { Hono } from 'hono';
import * as v from 'valibot';
import type { DemoMerchant } from '../demo';
import { Refusal } from './errors';
import { failures, isFailureCode } from './failures';
import type { Issuing } from './issuing';

const merchant = v.optional(v.string());
const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(7 * 86_400_000));
const orders = v.variant('do', [
  v.object({ do: v.literal('login'), merchant }),
  v.object({ do: v.literal('expire_login'), merchant, reason: v.optional(v.picklist(['login', 'face_check'])) }),
  v.object({ do: v.literal('quota'), merchant, amount }),
  v.object({ do: v.literal('delay'), ms }),
  v.object({ do: v.literal('card_delay'), ms }),
  v.object({ do: v.literal('callbacks'), fault: v.picklist(['none', 'lose', 'double']) }),
  v.object({
    do: v.literal('fail_next'),
    merchant,
    code: v.optional(
      v.pipe(v.custom<keyof typeof failures>(isFailureCode, `one of ${Object.keys(failures).join(', ')}`)),
      'tax_bureau_busy',
    ),
    count: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)), 1),
  }),
  v.object({ do: v.picklist(['book', 'start_red', 'confirm_red', 'refuse_red']) }),
]);

/** `/__sandbox/issuer`: what happens at the tax bureau, at the wish of whoever plays with the sandbox. */
export const createControl = (merchants: readonly DemoMerchant[], issuing: Issuing): Hono => {
  const app = new Hono();

  const idsOf = (merchantId: string | undefined): string[] => {
    const chosen = merchants.filter(({ id }) => merchantId === undefined || id === merchantId);
    if (chosen.length === 0) throw new Refusal(404, 'not_found', `no merchant ${merchantId}`, { field: 'merchant' });
    return chosen.map(({ id }) => id);
  };

  const state = () => ({ merchants: Object.fromEntries(merchants.map(({ id }) => [id, issuing.health(id)])) });

  const obey = (order: v.InferOutput<typeof orders>): void => {
    switch (order.do) {
      case 'login':
        return issuing.login(idsOf(order.merchant));
      case 'expire_login':
        return issuing.expireLogin(idsOf(order.merchant), order.reason === 'face_check' ? 'face_check' : undefined);
      case 'quota':
        return issuing.setQuota(idsOf(order.merchant), order.amount);
      case 'delay':
        return issuing.setDelay(order.ms);
      case 'card_delay':
        return issuing.setCardDelay(order.ms);
      case 'callbacks':
        return issuing.setCallbackFault(order.fault);
      case 'fail_next':
        idsOf(order.merchant);
        return issuing.failNext(order.code, order.count, order.merchant);
      default:
        throw new Refusal(501, 'not_built', `the issuer does not know reds yet: ${order.do}`);
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
    obey(order.output);
    return context.json(state());
  });
  return app;
};

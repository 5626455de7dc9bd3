import { Hono } from 'hono';
import * as v from 'valibot';

/** `0001` found and alike, `0002` found with other figures, `0005` reversed, `0009` not found. */
const results = ['0001', '0002', '0005', '0009'] as const;
type Result = (typeof results)[number];

const Question = v.object({
  invoiceNumber: v.pipe(v.string(), v.regex(/^(\d{8}|\d{20})$/)),
  invoiceCode: v.string(),
  issueDate: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  checkCode: v.string(),
  amount: v.pipe(v.string(), v.regex(/^\d+\.\d\d$/)),
});

const Order = v.object({
  invoice_no: v.string(),
  result: v.nullable(v.picklist(results)),
});

/** What the card pack knows of an invoice, from `/__sandbox/cards`. */
interface Card {
  billing_no: string;
  billing_code: string;
  fee: number;
  fee_without_tax: number;
  reimburse_status: string;
}

export interface Verification {
  /** The service's API; mounted at `/verification`. */
  app: Hono;
  /** `/__sandbox/verification`: what the tax bureau is to say of an invoice; null lets it say the truth again. */
  controlApp: Hono;
  reset(): void;
}

const KEY = 'sandbox-verification';
const yuan = (fen: number) => (fen / 100).toFixed(2);

/** A service that looks invoices up at the tax bureau: it knows those of the card pack, and what it is told. */
export const createVerification = ({ wechatUrl }: { wechatUrl: () => string }): Verification => {
  const told = new Map<string, Result>();
  let down = false;

  const truth = async ({ invoiceNumber, amount }: v.InferOutput<typeof Question>): Promise<Result> => {
    const cards = (await (await fetch(`${wechatUrl()}/__sandbox/cards`)).json()) as Card[];
    const card = cards.find(({ billing_no, billing_code }) => [billing_no, billing_code].includes(invoiceNumber));
    if (!card) return '0009';
    if (card.reimburse_status === 'INVOICE_REIMBURSE_CANCEL') return '0005';
    return amount === yuan(invoiceNumber.length === 20 ? card.fee : card.fee_without_tax) ? '0001' : '0002';
  };

  const app = new Hono();
  app.post('/v1/invoices/check', async (c) => {
    if (down) return c.json({ error: 'out of service' }, 503);
    if (c.req.header('authorization') !== `Bearer ${KEY}`) return c.json({ error: 'unknown key' }, 401);
    const question = v.safeParse(Question, await c.req.json().catch(() => undefined));
    if (!question.success) return c.json({ error: 'malformed question' }, 400);
    const asked = question.output;
    return c.json({ result: told.get(asked.invoiceNumber) ?? (await truth(asked)) });
  });

  const controlApp = new Hono();
  controlApp.post('/', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const state = v.safeParse(v.object({ down: v.boolean() }), body);
    if (state.success) {
      ({ down } = state.output);
      return c.json({ down });
    }
    const order = v.safeParse(Order, body);
    if (!order.success) return c.json({ error: '{"invoice_no","result":"0001"|…|null} or {"down":true|false}' }, 400);
    const { invoice_no, result } = order.output;
    if (result === null) told.delete(invoice_no);
    else told.set(invoice_no, result);
    return c.json({ invoice_no, result });
  });

  return {
    app,
    controlApp,
    reset: () => {
      told.clear();
      down = false;
    },
  };
};

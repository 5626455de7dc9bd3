import type { IssuerOptions } from '../../../sandbox/issuer';
import { order, startIssuer, type InvoiceAnswer } from './caller';

export type RedStatus =
  | 'requested'
  | 'unneeded'
  | 'awaiting_buyer'
  | 'awaiting_seller'
  | 'confirmed'
  | 'accepted'
  | 'issued'
  | 'refused'
  | 'lapsed'
  | 'withdrawn'
  | 'failed';

/** A red as README.md describes it; what is not always there is read only where it must be. */
export interface RedAnswer {
  redSerial: string;
  invoiceSerial: string;
  startedBy: 'seller' | 'buyer';
  reason: string;
  whole: boolean;
  status: RedStatus;
  attempt: number;
  requestedAt: number;
  formNo: string;
  deadline: number;
  issuedAt: number;
  number: string;
  code: string;
  checkCode: string;
  grossFen: number;
  netFen: number;
  taxFen: number;
  lines: { index: number; grossFen: number; netFen: number; taxFen: number; quantity?: string }[];
  files: { format: string; url: string; expiresAt: number }[];
  waiting: { reason: string; message: string; scanUrl: string };
  failure: { code: string; retryable: boolean };
}

/** A blue with what its reds have made of it. */
export type BlueAnswer = InvoiceAnswer & { booked: boolean; reds: string[]; reversedFen: number };

/** What is asked of a red; a return of the whole unless told. */
export const wish = (redSerial: string, changes: object = {}) => ({ redSerial, reason: 'return', ...changes });
export const part = (redSerial: string, ...amounts: number[]) =>
  wish(redSerial, { lines: amounts.flatMap((grossFen, index) => (grossFen > 0 ? [{ index, grossFen }] : [])) });

export const hours = (count: number) => count * 3600;

/** The hands of the seller and of the buyers of an issuer's invoices. */
export const redHands = ({ call, control, clock, issued }: ReturnType<typeof startIssuer>) => {
  const ask = (serial: string, body: object) =>
    call<RedAnswer>({ method: 'POST', path: `/v1/invoices/${serial}/reds`, body });
  const red = async (redSerial: string) => (await call<RedAnswer>({ path: `/v1/reds/${redSerial}` })).body.result;
  const blue = async (serial: string) => (await call<BlueAnswer>({ path: `/v1/invoices/${serial}` })).body.result;
  const atBureau = async (act: string, serial: string, details: object = {}) =>
    control({ do: act, invoice_no: (await blue(serial)).number, ...details });

  return {
    ask,
    red,
    blue,
    atBureau,
    act: (name: string, redSerial: string) =>
      call<RedAnswer>({ method: 'POST', path: `/v1/reds/${redSerial}/${name}` }),
    redsOf: async (serial: string) =>
      (await call<{ reds: RedAnswer[] }>({ path: `/v1/invoices/${serial}/reds` })).body.result.reds,
    list: async (query: string) => call<{ reds: RedAnswer[]; next?: string }>({ path: `/v1/reds?${query}` }),
    /** An issued invoice, which its buyer has booked if told so. */
    blueOf: async (serial: string, changes: object = {}, booked = false) => {
      await issued(order(serial, changes));
      if (booked) await atBureau('book', serial);
      return blue(serial);
    },
    /** Asks for a red and has it come to its end, the buyer agreeing where asked. */
    reversed: async (serial: string, body: { redSerial: string } & Record<string, unknown>) => {
      const asked = await ask(serial, body);
      if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
      await clock.advance(1);
      if ((await red(body.redSerial)).status === 'awaiting_buyer') await atBureau('confirm_red', serial);
      await clock.advance(2);
      return red(body.redSerial);
    },
    /** The red that the buyer of an invoice has started. */
    buyersRed: async (serial: string, details: object = {}) => {
      const answer = await atBureau('start_red', serial, details);
      return (answer.body as unknown as { red: { redSerial: string } }).red.redSerial;
    },
  };
};

/** An issuer, its seller and the buyers of its invoices. */
export const startReds = (options: Partial<IssuerOptions> = {}) => {
  const platform = startIssuer(options);
  return { ...platform, ...redHands(platform) };
};

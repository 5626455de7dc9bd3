import type { Clock } from '../clock';
import { tell } from './callback';
import { planCancel } from './card-life';
import { Refusal } from './errors';
import { failures } from './failures';
import type { Done } from './issuing';
import { formNumber, numberOf } from './numbers';
import { redFacts } from './red-facts';
import type { RedRequest } from './red-request';
import { confirmSeconds, leftOf, redLines, redRule, shareOut, type RedReason, type Side } from './red-rules';
import type { LineAsked, RedState, StoredRed } from './red-store';
import { lineAmounts, requestTotal } from './request';
import { isReversed, reversedFen, reversedLines } from './reversal';
import type { Store, StoredInvoice } from './store';
import type { TaxBureau } from './tax-bureau';

export interface RedsOptions {
  store: Store;
  clock: Clock;
  bureau: TaxBureau;
}

/** What is wanted of a blue; without lines the whole. */
interface Wish {
  redSerial: string;
  startedBy: Side;
  reason: RedReason;
  asked?: readonly LineAsked[];
}

const pageSize = 100;
/** From the request to the tax bureau's answer, from there to the issue, and until it is issued. */
const steps = 3;

const wrongState = (message: string) => new Refusal(409, 'wrong_state', message);

const sameRequest = (known: StoredRed, invoiceSerial: string, { reason, lines }: RedRequest) =>
  JSON.stringify([known.startedBy, known.invoiceSerial, known.reason, known.asked]) ===
  JSON.stringify(['seller', invoiceSerial, reason, lines]);

/** The life of a red, on both sides of the 红字信息确认单. */
export const createReds = ({ store, clock, bureau }: RedsOptions) => {
  const { settled } = bureau;

  const blueOf = (merchantId: string, serial: string): StoredInvoice => {
    const invoice = store.invoice(merchantId, serial);
    if (!invoice) throw new Refusal(404, 'not_found', '没有这个流水号');
    return invoice;
  };
  const found = (merchantId: string, redSerial: string): StoredRed => {
    const red = store.reds.get(merchantId, redSerial);
    if (!red) throw new Refusal(404, 'not_found', '没有这个红票流水号');
    return red;
  };

  const refuseSecond = ({ merchantId, request }: StoredInvoice) => {
    const open = store.reds.ofInvoice(merchantId, request.serial).some(({ dueAt }) => dueAt !== undefined);
    if (open) throw new Refusal(409, 'red_open', '该发票另有一笔红冲尚未结束');
  };

  const leftNow = (blue: StoredInvoice) => leftOf(blue.request.lines.map(lineAmounts), reversedLines(store, blue));

  /** The lines of a red that may be issued now: the whole, or so much of what is left. */
  const linesOf = (blue: StoredInvoice, { reason, asked }: Pick<Wish, 'reason' | 'asked'>) => {
    const { request, booked = false } = blue;
    if (!asked && reversedFen(store, blue) > 0)
      throw new Refusal(409, 'exceeds_blue', '发票已有红冲，请指明要红冲的行和金额');
    const wanted = asked ?? shareOut(leftNow(blue), requestTotal(request).grossFen);
    const whole = wanted.reduce((sum, { grossFen }) => sum + grossFen, 0) >= requestTotal(request).grossFen;
    if (!whole && !redRule(request.kind, booked).partReasons.includes(reason))
      throw new Refusal(409, 'part_not_allowed', '只能全额红冲', { field: 'lines' });
    return { whole, lines: redLines(leftNow(blue), request.lines, wanted) };
  };

  /** Moves a red on; without `dueAt` it has ended. */
  const move = (red: StoredRed, state: RedState, dueAt?: number, changes: Partial<StoredRed> = {}): StoredRed => {
    const { dueAt: _past, ...rest } = red;
    const moved = { ...rest, ...changes, state, ...(dueAt !== undefined && { dueAt }) };
    store.reds.put(moved);
    return moved;
  };
  const told = (red: StoredRed, blue: StoredInvoice): StoredRed => {
    tell(store, blue, { type: 'red_changed', red: redFacts(red, blue) }, clock.now());
    return red;
  };
  const stepFrom = (time: number) => time + Math.round(bureau.delayMs() / steps);

  const awaiting = (side: Side, time: number) => {
    const deadline = Math.floor(time / 1000) + confirmSeconds;
    return { state: { status: `awaiting_${side}` as const, deadline }, dueAt: deadline * 1000 };
  };

  const issue = (red: StoredRed, blue: StoredInvoice, at: number) => {
    const { merchantId, redSerial: serial, attempt } = red;
    const netFen = -red.lines.reduce((sum, line) => sum + line.netFen, 0);
    const code = bureau.issue({ of: 'red', merchantId, serial, attempt, netFen });
    if (code) {
      told(move(red, { status: 'failed', code }), blue);
      return;
    }
    const number = numberOf(blue.request, 'red', red.sequence, at);
    told(move(red, { status: 'issued', issuedAt: Math.floor(at / 1000), ...number }), blue);
    if (blue.card && isReversed(store, blue)) store.putInvoice(planCancel(store, blue, blue.card, clock.now()));
  };

  /** What becomes of a red by itself when its hour has come. */
  const decide = (red: StoredRed, at: number) => {
    const blue = blueOf(red.merchantId, red.invoiceSerial);
    const { confirm } = redRule(blue.request.kind, blue.booked ?? false);
    switch (red.state.status) {
      case 'requested': {
        const formNo = formNumber(red.sequence, at);
        if (confirm) {
          const { state, dueAt } = awaiting('buyer', at);
          told(move(red, state, dueAt, { formNo }), blue);
        } else move(red, { status: 'unneeded' }, stepFrom(at), blue.request.kind === 'digital' ? { formNo } : {});
        return;
      }
      case 'unneeded':
      case 'confirmed':
        move(red, { status: 'accepted' }, stepFrom(at));
        return;
      case 'accepted':
        issue(red, blue, at);
        return;
      default:
        told(move(red, { status: 'lapsed' }), blue);
    }
  };

  bureau.open({
    heads: (merchantId) =>
      store.reds.heads(merchantId).map((red) => ({
        at: red.dueAt ?? 0,
        needsPerson: red.state.status === 'accepted',
        decide: (at) => decide(red, at),
      })),
    needingPerson: (merchantId) => store.reds.acceptedCount(merchantId),
  });

  const start = (blue: StoredInvoice, wish: Wish): StoredRed => {
    if (blue.outcome.status !== 'issued') throw new Refusal(409, 'not_issued', '发票尚未开具');
    refuseSecond(blue);
    const now = clock.now();
    const begin =
      wish.startedBy === 'seller'
        ? { state: { status: 'requested' } as const, dueAt: stepFrom(now) }
        : awaiting('seller', now);
    const red = store.reds.add({
      merchantId: blue.merchantId,
      invoiceSerial: blue.request.serial,
      ...wish,
      ...linesOf(blue, wish),
      attempt: 1,
      requestedAt: Math.floor(now / 1000),
      confirmed: false,
      ...begin,
    });
    if (wish.startedBy === 'seller') return red;
    return told(move(red, begin.state, begin.dueAt, { formNo: formNumber(red.sequence, now) }), blue);
  };

  /** The other side's answer to a form. */
  const answer = (red: StoredRed, agreed: boolean): StoredRed =>
    agreed
      ? move(red, { status: 'confirmed' }, stepFrom(clock.now()), { confirmed: true })
      : move(red, { status: 'refused' });

  return {
    start,
    answer,
    told,
    refuseSecond,
    left: leftNow,

    /** The seller asks for a red; the same redSerial and content is the same red. */
    request: (merchantId: string, invoiceSerial: string, request: RedRequest) =>
      settled((): Done<StoredRed> => {
        const blue = blueOf(merchantId, invoiceSerial);
        const { redSerial, reason, lines } = request;
        const known = store.reds.get(merchantId, redSerial);
        if (known) {
          if (sameRequest(known, invoiceSerial, request)) return { fresh: false, result: known };
          throw new Refusal(409, 'serial_conflict', '该红票流水号已用于其他内容', { field: 'redSerial' });
        }
        const unknown = lines?.findIndex(({ index }) => index >= blue.request.lines.length) ?? -1;
        if (unknown >= 0) {
          const field = `lines[${unknown}].index`;
          throw new Refusal(400, 'invalid_request', `${field}：发票没有这一行`, { field });
        }
        const wish = { redSerial, startedBy: 'seller', reason, ...(lines && { asked: lines }) } as const;
        return { fresh: true, result: start(blue, wish) };
      }),

    read: (merchantId: string, redSerial: string) => settled(() => found(merchantId, redSerial)),

    ofInvoice: (merchantId: string, serial: string) =>
      settled(() => store.reds.ofInvoice(merchantId, blueOf(merchantId, serial).request.serial)),

    /** A page of those that stand so, the oldest first, and after which the next page begins. */
    withStatus: (merchantId: string, status: RedState['status'], after?: string) =>
      settled(() => {
        const from = after === undefined ? 0 : found(merchantId, after).sequence;
        const reds = store.reds.withStatus(merchantId, status, from, pageSize + 1);
        const page = reds.slice(0, pageSize);
        const next = reds.length > pageSize ? page.at(-1)?.redSerial : undefined;
        return { reds: page, next };
      }),

    /** The seller's answer to the buyer's form. */
    answerBuyer: (merchantId: string, redSerial: string, agreed: boolean) =>
      settled((): Done<StoredRed> => {
        const red = found(merchantId, redSerial);
        if (red.state.status === 'awaiting_seller') return { fresh: true, result: answer(red, agreed) };
        const already = red.startedBy === 'buyer' && (agreed ? red.confirmed : red.state.status === 'refused');
        if (already) return { fresh: false, result: red };
        throw wrongState('该红字信息确认单不在等待销售方确认');
      }),

    /** The seller takes back a form that the buyer has not answered. */
    withdraw: (merchantId: string, redSerial: string) =>
      settled((): Done<StoredRed> => {
        const red = found(merchantId, redSerial);
        if (red.state.status === 'awaiting_buyer') return { fresh: true, result: move(red, { status: 'withdrawn' }) };
        if (red.state.status === 'withdrawn') return { fresh: false, result: red };
        throw wrongState('该红字信息确认单不在等待购买方确认');
      }),

    /** Tries a failed red again; one that has not failed is left as it is. */
    retry: (merchantId: string, redSerial: string) =>
      settled((): Done<StoredRed> => {
        const red = found(merchantId, redSerial);
        if (red.state.status !== 'failed') return { fresh: false, result: red };
        const { message, retryable } = failures[red.state.code];
        if (!retryable) throw new Refusal(409, 'not_retryable', message);
        const blue = blueOf(merchantId, red.invoiceSerial);
        if (!red.confirmed && redRule(blue.request.kind, blue.booked ?? false).confirm)
          throw new Refusal(409, 'not_retryable', '购买方已确认用途，请重新申请红冲');
        refuseSecond(blue);
        const { lines } = linesOf(blue, red);
        const again = { attempt: red.attempt + 1, lines };
        return { fresh: true, result: move(red, { status: 'accepted' }, stepFrom(clock.now()), again) };
      }),
  };
};

export type Reds = ReturnType<typeof createReds>;

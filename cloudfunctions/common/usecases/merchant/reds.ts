import type { MerchantInput, MerchantInvoice, MerchantOutput, RedRow } from '../../../../contract/merchant';
import type { RedAction } from '../../../../contract/states';
import { startOfDay } from '../../domain/china-day';
import { canActOnRed, redWakersOf, reasonTexts } from '../../domain/red';
import { roleMayRed } from '../../domain/red-view';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { InvoiceRecord, MemberRecord } from '../../store/records';
import type { RedRecord } from '../../store/reds';
import { refuse } from '../failures';
import { moved } from '../move-red';
import { redFacts } from '../view-reds';
import { memberOf } from './members';
import { viewForMember } from './view';

const PAGE = 20;
const DAY = 86_400;

const placeOf = (seconds: number): string => String(seconds).padStart(10, '0');

const afterCursor = (below: string, cursor: string | undefined): string => {
  if (cursor === undefined) return below;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return place < below ? place : below;
};

const rowOf = (red: RedRecord, invoice: InvoiceRecord, member: MemberRecord): RedRow => ({
  ...redFacts(red, member.role),
  applicationId: invoice.applicationId,
  invoice: {
    number: invoice.number,
    titleName: invoice.title.name,
    amount: invoice.amount,
    orderNos: invoice.orderNos,
    issuedAt: invoice.issuedAt,
  },
});

/** A page of a merchant's reds, the newest first; an issued one stands at its day of issue. */
export const listReds = async (
  ports: Ports,
  openid: string,
  { merchantId: asked, tab = 'all', from, to, cursor }: MerchantInput['reds.list'],
): Promise<MerchantOutput['reds.list']> => {
  const member = await memberOf(ports, openid, asked);
  const { merchantId } = member;
  const listing = {
    merchantId,
    ...(tab !== 'all' && { tab }),
    from: from === undefined ? '' : placeOf(startOfDay(from)),
    below: afterCursor(to === undefined ? '~' : placeOf(startOfDay(to) + DAY), cursor),
  };
  const [found, toConfirm, open] = await Promise.all([
    ports.reds.listedReds(listing, PAGE + 1),
    ports.reds.countReds(merchantId, 'to_confirm'),
    ports.reds.countReds(merchantId, 'open'),
  ]);
  const page = found.slice(0, PAGE);
  const invoices = await ports.invoices.invoicesByIds([...new Set(page.map(({ invoiceId }) => invoiceId))]);
  const last = page.at(-1);
  return {
    rows: page.flatMap((red) => {
      const invoice = invoices.find(({ _id }) => _id === red.invoiceId);
      return invoice ? [rowOf(red, invoice, member)] : [];
    }),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
    counts: { to_confirm: toConfirm, open },
  };
};

/** A red of a merchant that the caller belongs to. Any other looks the same as one that does not exist. */
const redForMember = async (ports: Ports, openid: string, redId: string) => {
  const red = await ports.reds.getRed(redId);
  const member = red && (await ports.members.findMember(red.merchantId, openid));
  if (!red || !member) throw fail('not_found', { hint: '请确认所选的商户' });
  return { red, member };
};

/** What a member's act makes of a red. What the issuer has to hear first is only noted: it decides. */
const acted = (ports: Ports, red: RedRecord, action: RedAction) => {
  const now = ports.now();
  if (action === 'retry') return moved(ports, red, 'retry');
  if (action === 'withdraw' && red.state === 'failed') return moved(ports, red, 'giveUp');
  return { red: { ...red, asked: action, updatedAt: now }, entries: [] };
};

const act = async (
  ports: Ports,
  openid: string,
  action: RedAction,
  { redId, requestId }: { redId: string; requestId: string },
): Promise<MerchantInvoice> => {
  const { red: known, member } = await redForMember(ports, openid, redId);
  const { name, role } = member;
  if (!roleMayRed(role)) throw fail('forbidden');
  const applicationId = await ports.transact(async (tx) => {
    const blue = await ports.reds.readBlue(tx, known.invoiceId);
    const red = blue?.reds.find(({ _id }) => _id === redId);
    if (!blue || !red) throw fail('not_found');
    const { _id, audit = [] } = blue.application;
    if (audit.some((entry) => entry.openid === openid && entry.requestId === requestId)) return _id;
    if (!canActOnRed(red, action)) throw refuse('not_possible_now');
    const open = blue.application.reversal?.open;
    if (open && open.n !== red.n) throw refuse('red_open');
    const now = ports.now();
    const entry = {
      at: now,
      action: `red_${action}` as const,
      requestId,
      openid,
      name,
      role,
      reason: reasonTexts[red.reason],
    };
    const next = acted(ports, red, action);
    const saved = await ports.reds.saveRed(tx, blue, next.red, next.entries, [entry]);
    // The row that follows it waits for its hour, and so may that of the automatic retry.
    for (const { kind, number } of redWakersOf(saved)) {
      await ports.outbox.hurryWaker(tx, saved.applicationId, { kind, number }, now);
    }
    return _id;
  });
  // The timer does it otherwise.
  await ports.call('jobs', 'outbox.run', { subjectId: known.applicationId }).catch(() => undefined);
  const application = await ports.applications.getApplication(applicationId);
  if (!application) throw fail('not_found');
  return viewForMember(ports, application, role);
};

/** Says yes or no to a form that the buyer has started. */
export const answerRed = (
  ports: Ports,
  openid: string,
  { answer, ...asked }: { redId: string; requestId: string; answer: 'confirm' | 'refuse' },
) => act(ports, openid, answer, asked);

/** Takes back an own form that the buyer has not answered, or a red that does not succeed. */
export const withdrawRed = (ports: Ports, openid: string, asked: { redId: string; requestId: string }) =>
  act(ports, openid, 'withdraw', asked);

/** Tries a failed red again under the same serial, now. */
export const retryRed = (ports: Ports, openid: string, asked: { redId: string; requestId: string }) =>
  act(ports, openid, 'retry', asked);

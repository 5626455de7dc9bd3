import type { MerchantInvoice, ReverseOptions } from '../../../../contract/merchant';
import type { Fen } from '../../../../contract/primitives';
import { redReasons, type RedReason } from '../../../../contract/states';
import { isPossible } from '../../domain/merchant-view';
import { reasonTexts } from '../../domain/red';
import { leftOf, redLines, restOf, spread, sumOf, type RedLine } from '../../domain/red-amounts';
import { reasonHints } from '../../domain/red-view';
import { refundGapOf } from '../../domain/refunds';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ApplicationRecord, InvoiceRecord } from '../../store/records';
import type { Blue, NewRed } from '../../store/reds';
import { refuse } from '../failures';
import { newRed } from '../new-red';
import { applicationForMember, requireRole } from './members';
import { viewForMember } from './view';

/** Which invoice, why, and how much of it: lines, an amount, or all that is left. */
interface Asked {
  requestId: string;
  applicationId: string;
  reason: RedReason;
  lines?: { index: number; gross: Fen }[] | undefined;
  amount?: Fen | undefined;
  confirmLocked?: boolean | undefined;
}

const amounts = ({ gross: amount, net, tax }: Pick<RedLine, 'gross' | 'net' | 'tax'>) => ({ amount, net, tax });

const invoiceOf = async (ports: Ports, { invoiceId }: ApplicationRecord): Promise<InvoiceRecord> => {
  const invoice = invoiceId ? await ports.invoices.getInvoice(invoiceId) : null;
  if (!invoice) throw refuse('not_possible_now');
  return invoice;
};

const lockWords: Partial<Record<NonNullable<InvoiceRecord['reimburse']>, string>> = {
  LOCK: '买家已把这张发票交给单位报销（微信显示“锁定”）。红冲后微信可能不允许作废卡券，请先与买家沟通。',
  CLOSURE: '买家的单位已经报销了这张发票。红冲后卡包里的卡券不能作废，请先与买家沟通。',
};

const followsOf = (confirm: boolean, partly: boolean, { reimburse }: InvoiceRecord): string[] => [
  ...(confirm
    ? ['购买方已在税局确认用途或入账，需要对方在 72 小时内确认红冲', '对方不同意或没有确认，红冲失效，原发票仍然有效']
    : ['不需要购买方确认，提交后开具红字发票']),
  ...(partly ? [] : ['这张发票现在只能全部红冲']),
  reimburse === 'CLOSURE' ? '卡包里的卡券已报销，微信不会作废它' : '全部红冲后，买家卡包里的发票会作废',
  '红字发票开具后不能撤销',
];

/** What may be reversed of an invoice now, how, and what follows; the issuer is asked. */
export const reverseOptions = async (ports: Ports, openid: string, applicationId: string): Promise<ReverseOptions> => {
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireRole(member, 'reverse');
  if (!isPossible(application, 'reverse')) throw refuse('not_possible_now');
  const invoice = await invoiceOf(ports, application);
  const [rule, reds] = await Promise.all([
    ports.call('jobs', 'reds.rule', { applicationId }),
    ports.reds.redsOfInvoice(invoice._id),
  ]);
  const left = leftOf(
    invoice.lines,
    reds.filter(({ state }) => state === 'issued'),
  );
  const gap = refundGapOf(application);
  const isRest = invoice.state === 'partly_reversed';
  const warning = invoice.reimburse && lockWords[invoice.reimburse];
  return {
    confirm: rule.confirm,
    // What is left of an invoice is a part of it.
    reasons: redReasons
      .map((reason) => ({
        reason,
        text: reasonTexts[reason],
        hint: reasonHints[reason],
        part: rule.partReasons.includes(reason),
      }))
      .filter(({ part }) => part || !isRest),
    left: amounts(sumOf(left)),
    lines: left.map((line) => ({
      index: line.index,
      name: invoice.lines[line.index]?.name ?? '',
      rate: invoice.lines[line.index]?.rate ?? '',
      ...amounts(line),
    })),
    ...(warning && { warning }),
    ...(gap > 0 && { refund: { gap, lines: spread(gap, left) } }),
    follows: followsOf(rule.confirm, rule.partReasons.length > 0, invoice),
  };
};

/** The lines that are to be reversed of what is left; throws when there are none. */
const linesAsked = ({ invoice, left }: Blue, { lines, amount }: Asked): RedLine[] => {
  const total = sumOf(left).gross;
  if (total === 0) throw refuse('nothing_left');
  if (lines && amount !== undefined) throw refuse('red_lines_invalid');
  if (amount !== undefined && amount > total) throw refuse('exceeds_blue');
  const parts = lines ?? (amount === undefined ? restOf(left) : spread(amount, left));
  const found = redLines(invoice.lines, left, parts);
  if (typeof found === 'string') throw refuse(found === 'lines_invalid' ? 'red_lines_invalid' : found);
  return found;
};

const begin = (ports: Ports, blue: Blue, asked: Asked, partReasons: readonly string[]): NewRed => {
  const red = newRed(ports, blue, asked.reason, linesAsked(blue, asked));
  if (!red.whole && !partReasons.includes(asked.reason)) throw refuse('reason_has_no_part');
  return red;
};

/**
 * Begins to reverse an invoice, if the role and the table allow it as it is stored now; of two who do so at once, one
 * is refused. The same call again changes nothing more.
 */
export const reverseInvoice = async (ports: Ports, openid: string, asked: Asked): Promise<MerchantInvoice> => {
  const { applicationId, requestId, reason, confirmLocked = false } = asked;
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireRole(member, 'reverse');
  const { name, role } = member;
  const isDone = ({ audit = [] }: ApplicationRecord) =>
    audit.some((entry) => entry.openid === openid && entry.requestId === requestId);
  if (!isDone(application)) {
    const invoice = await invoiceOf(ports, application);
    const { partReasons } = await ports.call('jobs', 'reds.rule', { applicationId });
    await ports.transact(async (tx) => {
      const blue = await ports.reds.readBlue(tx, invoice._id);
      if (blue?.application._id !== applicationId) throw fail('not_found');
      if (isDone(blue.application)) return;
      if (blue.application.reversal?.open) throw refuse('red_open');
      if (blue.invoice.state === 'reversed') throw refuse('nothing_left');
      if (!isPossible(blue.application, 'reverse')) throw refuse('not_possible_now');
      const warning = blue.invoice.reimburse && lockWords[blue.invoice.reimburse];
      if (warning && !confirmLocked) throw refuse('red_locked', { hint: warning });
      const red = begin(ports, blue, asked, partReasons);
      const text = `商家申请红冲（${reasonTexts[reason]}）`;
      const told = { code: 'red_requested', text, tone: 'working', by: 'merchant' } as const;
      const entry = {
        at: red.at,
        action: 'reverse',
        requestId,
        openid,
        name,
        role,
        reason: reasonTexts[reason],
      } as const;
      await ports.reds.saveRed(tx, blue, red, [told], [entry]);
    });
  }
  // The timer does it otherwise.
  await ports.call('jobs', 'outbox.run', { subjectId: applicationId }).catch(() => undefined);
  return viewForMember(ports, (await ports.applications.getApplication(applicationId)) ?? application, role);
};

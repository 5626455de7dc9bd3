import { isOpenRed, nextRedPause, redLookPause, redOfStep } from '../domain/red';
import type { IssuersRed, Issuer } from '../issuing/port';
import type { RedRecord } from '../store/reds';
import { copyFiles } from './copy-files';
import { asLate, asSeen, moved, moveRed } from './move-red';
import { again, done, problemOf, type Outcome, type RowStep } from './outbox-step';

/** What a member has said is told to the issuer once; what has become of it meanwhile, the issuer answers. */
const tellAnswer = async (issuer: Issuer, { serial, asked }: RedRecord): Promise<IssuersRed | undefined> => {
  if (asked === undefined) return undefined;
  try {
    return asked === 'withdraw' ? await issuer.withdrawRed(serial) : await issuer.answerRed(serial, asked);
  } catch (error) {
    // Too late: it has been withdrawn, confirmed or has lapsed. How it stands is what counts.
    if (problemOf(error).retryable) throw error;
    return issuer.queryRed(serial);
  }
};

/** Asks for the red under the same serial whatever happened before, or how it stands. */
const ask = async ({ row, keep }: RowStep, red: RedRecord, issuer: Issuer): Promise<IssuersRed> => {
  const { serial, invoiceSerial, reason, whole, lines, attempt, startedBy } = red;
  const told = await tellAnswer(issuer, red);
  if (told) return told;
  const isFirst = red.state === 'requested' && startedBy === 'seller';
  if (!isFirst && (attempt === 1 || row.progress['asked'])) {
    const known = await issuer.queryRed(serial);
    if (known) return known;
  }
  if (attempt > 1) {
    const retried = await issuer.retryRed(serial);
    await keep({ ...row.progress, asked: 1 });
    return retried;
  }
  const part = whole ? {} : { lines: lines.map(({ index, gross }) => ({ index, gross })) };
  return issuer.reverse({ serial, invoiceSerial, reason, ...part });
};

/** The issuer will not have it: that is an answer, and the invoice stays as it was. */
const refuse = async ({ ports }: RowStep, red: RedRecord, error: unknown): Promise<Outcome> => {
  const problem = problemOf(error);
  if (problem.retryable) {
    if (asLate(ports, red)) await moveRed(ports, red._id, (current) => asLate(ports, current));
    throw error;
  }
  await moveRed(ports, red._id, (current) =>
    current.state === red.state && ['requested', 'accepted'].includes(current.state)
      ? moved(ports, current, 'fail', { problem })
      : undefined,
  );
  return done;
};

/** Writes down how a red stands at the issuer, its files first. */
const keepSeen = async ({ ports }: RowStep, red: RedRecord, issuer: Issuer, seen: IssuersRed) => {
  const { document } = seen;
  const files =
    document && red.state !== 'issued'
      ? await copyFiles(ports, issuer, `invoices/${red.applicationId}/red-${red.n}`, document.files)
      : [];
  return moveRed(ports, red._id, (current, left) =>
    // What has ended here, or goes on as a later attempt, is not this step's any more.
    isOpenRed(current) && current.attempt === red.attempt ? asSeen(ports, current, left, seen, files) : undefined,
  );
};

/** Follows one attempt at a red: asks, tells what members have said, and looks until it is issued or has ended. */
export const followRed = async (the: RowStep): Promise<Outcome> => {
  const { ports, row } = the;
  const { n, attempt } = redOfStep(row.number);
  let red = await ports.reds.getRed(ports.reds.redId(row.subjectId, n));
  if (red && nextRedPause(red) !== undefined && attempt === red.attempt + 1) {
    red = await moveRed(ports, red._id, (current) =>
      current.state === 'failed' && attempt === current.attempt + 1 ? moved(ports, current, 'retry') : undefined,
    );
  }
  if (!red || red.attempt !== attempt || red.state === 'failed' || !isOpenRed(red)) return done;
  const merchant = await ports.merchants.findMerchant(red.merchantId);
  if (!merchant) throw new Error(`merchant ${red.merchantId} is gone`);
  const issuer = ports.issuerOf(merchant);
  let seen: IssuersRed;
  try {
    seen = await ask(the, red, issuer);
  } catch (error) {
    return refuse(the, red, error);
  }
  const after = (await keepSeen(the, red, issuer, seen)) ?? red;
  return after.attempt === attempt && after.state !== 'failed' && isOpenRed(after)
    ? again(redLookPause(after, ports.now()))
    : done;
};

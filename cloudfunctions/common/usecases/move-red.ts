import { canMoveRed, entriesOf, isRedLate, stepRed, wayTo, type RedEntry, type RedMove } from '../domain/red';
import { fitsInto } from '../domain/red-amounts';
import type { Problem } from '../domain/state';
import type { IssuersRed } from '../issuing/port';
import { log } from '../runtime/log';
import type { Ports } from '../runtime/ports';
import type { StoredFile } from '../store/records';
import type { NewRed, RedRecord } from '../store/reds';
import { problem } from './failures';

/** A red after some moves, with what the timeline says of them. */
export interface Moved {
  red: NewRed & { version?: number };
  entries: readonly RedEntry[];
}

/**
 * Moves a red on from how it is stored now. `change` answers undefined when there is nothing to do any more; it may run
 * more than once.
 */
export const moveRed = (
  ports: Ports,
  redId: string,
  change: (current: RedRecord, left: RedRecord['lines']) => Moved | undefined,
): Promise<RedRecord | null> =>
  ports.transact(async (tx) => {
    const current = await tx.reds.get(redId);
    const blue = current && (await ports.reds.readBlue(tx, current.invoiceId));
    const next = blue && change(current, blue.left);
    return next ? ports.reds.saveRed(tx, blue, next.red, next.entries) : current;
  });

/** A red after one move that we know of ourselves. */
export const moved = (
  ports: Ports,
  red: RedRecord,
  move: RedMove,
  facts: Partial<Pick<RedRecord, 'problem'>> = {},
): Moved => {
  const now = ports.now();
  return { red: { ...stepRed(red, move, now), ...facts, updatedAt: now }, entries: entriesOf([move]) };
};

/** What the issuer has told of a red besides its state. */
const factsOf = (seen: IssuersRed, files: readonly StoredFile[]): Partial<NewRed> => {
  const { formNo, deadline, document } = seen;
  return {
    lines: seen.lines,
    amount: seen.gross,
    net: seen.net,
    tax: seen.tax,
    ...(formNo !== undefined && { formNo }),
    ...(deadline !== undefined && { deadline }),
    ...(document && {
      number: document.number,
      ...(document.code && { code: document.code }),
      ...(document.checkCode && { checkCode: document.checkCode }),
      issuedAt: document.issuedAt,
      files: [...files],
    }),
  };
};

/** A state that waits for a person of the seller is no failure, and said by name. */
const waitingOf = (message: string): Problem => ({
  code: 'waiting_for_person',
  message: '商家开票系统待认证',
  hint: message,
  retryable: true,
});

const problemIn = ({ state, problem: found, waiting }: IssuersRed): Problem | undefined => {
  if (state === 'failed') return found ?? problem('red_failed');
  return waiting === undefined ? undefined : waitingOf(waiting);
};

/** A red of which the issuer says nothing is named after a while, and followed as before; undefined until then. */
export const asLate = (ports: Ports, current: RedRecord): Moved | undefined => {
  const now = ports.now();
  if (current.problem || !isRedLate(current, now)) return undefined;
  return { red: { ...current, problem: problem('red_overdue'), updatedAt: now }, entries: [] };
};

/** The red as the issuer has it; undefined when it stands so already. The issuer's answer wins. */
export const asSeen = (
  ports: Ports,
  current: RedRecord,
  left: RedRecord['lines'],
  seen: IssuersRed,
  files: readonly StoredFile[] = [],
): Moved | undefined => {
  if (!fitsInto(left, seen, seen.lines)) {
    const named = seen.document ? `（号码 ${seen.document.number}）` : '';
    const message = `开票平台的红字发票与蓝字发票对不上${named}`;
    return canMoveRed(current, 'contradict')
      ? moved(ports, current, 'contradict', { problem: problem('red_mismatch', { message }) })
      : undefined;
  }
  const way = wayTo(current, seen.state);
  if (!way) {
    log('red_contradicts', { red: current._id, here: current.state, there: seen.state });
    return undefined;
  }
  const now = ports.now();
  const stepped = way.reduce((red, move) => stepRed(red, move, now), current);
  const { problem: before, ...kept } = stepped;
  // Once somebody has logged in, it has all of its time before it.
  const resumed = before?.code === 'waiting_for_person' && seen.waiting === undefined;
  const late = !resumed && isRedLate(kept, now) ? problem('red_overdue') : undefined;
  const found = problemIn(seen) ?? late;
  const changed =
    way.length > 0 ||
    found?.code !== before?.code ||
    current.formNo !== seen.formNo ||
    current.deadline !== seen.deadline ||
    current.amount !== seen.gross ||
    current.tax !== seen.tax;
  if (!changed) return undefined;
  const at = resumed ? now : kept.at;
  const red = { ...kept, at, ...factsOf(seen, files), ...(found && { problem: found }), updatedAt: now };
  return { red, entries: entriesOf(way) };
};

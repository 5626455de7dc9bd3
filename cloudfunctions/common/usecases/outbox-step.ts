import type { Problem } from '../domain/state';
import type { WorkerPorts } from '../runtime/ports';
import { failureOf } from '../runtime/router';
import type { ApplicationRecord, OutboxRecord } from '../store/records';

/** How an outward step ended this time. */
export type Outcome =
  | { is: 'done' }
  | { is: 'again'; afterSeconds: number; problem?: Problem }
  /** Only a person can help. */
  | { is: 'parked'; problem: Problem };

export const done: Outcome = { is: 'done' };
export const again = (afterSeconds: number, problem?: Problem): Outcome => ({
  is: 'again',
  afterSeconds,
  ...(problem && { problem }),
});

/** Seconds between questions to a platform that is at work: 2, 3, 5 … 300. */
export const questionPause = (tries: number): number => Math.round(Math.min(300, 2 * 1.5 ** (tries - 1)));

/** One row of the outbox in the hands of this worker. */
export interface RowStep {
  ports: WorkerPorts;
  row: OutboxRecord;
  /** Keeps what was reached, before the next call that cannot be repeated. Ends the step when it was overtaken. */
  readonly keep: (progress: OutboxRecord['progress']) => Promise<void>;
  /** Works off what another subject waits for, here and now. */
  readonly follow: (subjectId: string) => Promise<void>;
}

/** The same for a step that an application waits for. */
export interface Step extends RowStep {
  application: ApplicationRecord;
}

/** Another worker has taken the row over: this one must not go on. */
export class Overtaken extends Error {}

/** A thrown thing as a problem that can be kept. Being overtaken is none: that ends the step. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Overtaken) throw error;
  return failureOf(error);
};

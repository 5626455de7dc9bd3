import type { DataUpdate, RecordedCall, UnknownCall } from '../debug-api';

/** What tests and the phone's frame look at; nothing that goes wrong stays invisible. */
export interface Reports {
  unknownCalls: UnknownCall[];
  errors: string[];
  recorded: RecordedCall[];
  updates: DataUpdate[];
  changed: () => void;
}

/** Starts the record and listens for errors that nobody catches. */
export const startReports = (): Reports => {
  const reports: Reports = {
    unknownCalls: [],
    errors: [],
    recorded: [],
    updates: [],
    changed: () => {
      if (window.parent !== window) window.parent.postMessage({ type: 'phone.changed' }, location.origin);
    },
  };
  addEventListener('error', ({ error, message }: ErrorEvent) => reportError(reports, message, error));
  addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) =>
    reportError(reports, 'unhandled rejection', reason),
  );
  return reports;
};

/** Turns anything thrown into a line of text. */
export const describeError = (error: unknown): string => {
  if (error instanceof Error) return error.stack ?? error.message;
  if (typeof error === 'object' && error !== null && 'errMsg' in error) return String(error.errMsg);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
};

/** Writes down an error of the mini program. */
export const reportError = (reports: Reports, where: string, error: unknown): void => {
  const text = `${where}: ${describeError(error)}`;
  reports.errors.push(text);
  console.error(text);
  reports.changed();
};

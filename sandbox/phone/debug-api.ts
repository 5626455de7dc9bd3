/** An interface of `wx` that this phone does not have, and that was called all the same. */
export interface UnknownCall {
  name: string;
  errMsg: string;
}

/** The size of one setData call. */
export interface DataUpdate {
  component: string;
  bytes: number;
}

/** A call that a phone would answer and this one only writes down. */
export interface RecordedCall {
  name: string;
  options: unknown;
}

/** What tests and the phone's frame may ask and tell the phone: `window.__phone`. */
export interface PhoneDebug {
  readonly unknownCalls: UnknownCall[];
  readonly errors: string[];
  readonly recorded: RecordedCall[];
  /** Routes of the stack, the page that shows last. */
  pages: () => string[];
  /** setData calls since the last `resetUpdates`. */
  updates(): { calls: number; bytes: number; largest: number; list: DataUpdate[] };
  resetUpdates: () => void;
  /** How many elements the page that shows has. */
  nodeCount: () => number;
  setTheme: (theme: 'auto' | 'light' | 'dark') => void;
  /** The mini program goes to the back and comes to the front again. */
  background: () => void;
  foreground: () => void;
  /** Milliseconds from the script's start to the first painted page, 0 before. */
  readonly firstPaint: number;
}

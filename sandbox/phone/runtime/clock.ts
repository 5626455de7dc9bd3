/** Sets the phone's time by the sandbox's clock, for the mini program and for the status bar. */
export interface PhoneClock {
  setOffset: (milliseconds: number) => void;
  /** The hands of the clock, as the status bar shows them. */
  label: () => string;
}

export const installClock = (offset: number): PhoneClock => {
  const RealDate = Date;
  let ahead = offset;
  class PhoneDate extends RealDate {
    constructor(...values: [] | [number | string | Date]) {
      if (values.length === 0) super(RealDate.now() + ahead);
      else super(...(values as [number]));
    }
    static override now(): number {
      return RealDate.now() + ahead;
    }
  }
  globalThis.Date = PhoneDate as DateConstructor;
  return {
    setOffset: (milliseconds) => {
      ahead = milliseconds;
    },
    label: () => {
      const now = new PhoneDate();
      return `${now.getHours()}:${String(now.getMinutes()).padStart(2, '0')}`;
    },
  };
};

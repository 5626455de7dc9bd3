/** What is left of an object when the entries are dropped that say nothing. */
type Said<T extends object> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** Drops the entries that say nothing. */
export const said = <T extends object>(entries: T): Said<T> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Said<T>;

/** A text without blanks around it; nothing when it is empty. */
export const filledOf = (text: string | undefined): string | undefined => text?.trim() || undefined;

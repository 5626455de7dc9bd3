/** Storage of one person: another person on this machine is another phone. */
export interface PersonStorage {
  get: (key: string) => unknown;
  has: (key: string) => boolean;
  set: (key: string, value: unknown) => void;
  remove: (key: string) => void;
  keys: () => string[];
}

/** @param area keeps the mini program's own storage apart from what WeChat remembers of the person */
export const openStorage = (openid: string, area: 'app' | 'wechat'): PersonStorage => {
  const prefix = `${area}:${openid}:`;
  return {
    get: (key) => {
      const stored = localStorage.getItem(prefix + key);
      return stored === null ? undefined : (JSON.parse(stored) as { value?: unknown }).value;
    },
    has: (key) => localStorage.getItem(prefix + key) !== null,
    set: (key, value) => localStorage.setItem(prefix + key, JSON.stringify({ value })),
    remove: (key) => localStorage.removeItem(prefix + key),
    keys: () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
};

/** What a page needs of its component to show something. */
export interface Host {
  setData(patch: Record<string, unknown>): void;
}

/** A field that belongs to one instance of a page and that no template shows; made on first use. */
export const perInstance = <T>(make: (host: Host) => T): ((host: Host) => T) => {
  const all = new WeakMap<Host, T>();
  return (host) => {
    let field = all.get(host);
    if (field === undefined) {
      field = make(host);
      all.set(host, field);
    }
    return field;
  };
};

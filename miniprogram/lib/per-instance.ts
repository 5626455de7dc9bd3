/** What a page needs of its component to show something. */
export interface Host {
  setData(patch: Record<string, unknown>): void;
}

/** A field that belongs to one instance of a page and that no template shows; made on first use. */
export const perInstance = <T, H extends Host = Host>(make: (host: H) => T): ((host: H) => T) => {
  const all = new WeakMap<H, T>();
  return (host) => {
    let field = all.get(host);
    if (field === undefined) {
      field = make(host);
      all.set(host, field);
    }
    return field;
  };
};

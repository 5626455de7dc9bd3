/** What of an application can be searched for. */
export interface Searchable {
  readonly orderNos: readonly string[];
  readonly title?: { readonly name: string; readonly phone?: string | undefined };
  readonly issued?: { readonly number: string };
  readonly phoneLast4s?: readonly string[];
  /** Of the reds that reversed it. */
  readonly reversal?: { readonly numbers: readonly string[] };
}

/** Without what the eye does not tell apart: width, case, spaces, invisible marks. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{C}]/gu, '');

/** The two-character runs of a text; 4-byte characters count as one. */
const pairs = (text: string): string[] => {
  const signs = [...plain(text)];
  return [...new Set(signs.slice(1).map((sign, i) => `t:${signs[i] ?? ''}${sign}`))];
};

const last = (text: string, digits: number): string | undefined =>
  new RegExp(`\\d{${digits}}$`).exec(text.replace(/[\s-]/g, ''))?.[0];

/** The number as a whole, and its last six digits where it is longer. */
const orderKeys = (orderNo: string): string[] => {
  const end = last(orderNo, 6);
  return end === undefined ? [`o:${orderNo}`] : [`o:${orderNo}`, `o:${end}`];
};

/** The keys under which an index finds an application: whole numbers, their ends, and runs of the title. */
export const searchKeysOf = ({ orderNos, title, issued, phoneLast4s = [], reversal }: Searchable): string[] => {
  const ofTitle = last(title?.phone ?? '', 4);
  const phones = ofTitle === undefined ? phoneLast4s : [...phoneLast4s, ofTitle];
  const numbers = [...(issued ? [issued.number] : []), ...(reversal?.numbers ?? [])];
  return [
    ...new Set(orderNos.flatMap((orderNo) => orderKeys(plain(orderNo)))),
    ...new Set(numbers.flatMap((number) => [`n:${number}`, `n:${number.slice(-6)}`])),
    ...new Set(phones.map((phone) => `p:${phone}`)),
    ...pairs(title?.name ?? ''),
  ];
};

/** What a query may mean: any of `numbers`, or all of `title`, whose words may stand anywhere. */
export const meaningOf = (query: string): { numbers: string[]; title: string[] } => {
  const text = plain(query);
  const digits = /^\d+$/.test(text);
  return {
    numbers: text
      ? [`o:${text}`, ...(digits ? [`n:${text}`] : []), ...(digits && text.length === 4 ? [`p:${text}`] : [])]
      : [],
    title: query.split(/\s+/).flatMap(pairs),
  };
};

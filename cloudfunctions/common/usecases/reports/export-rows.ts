import type { Title } from '../../../../contract/buyer';
import type { Tab } from '../../../../contract/merchant-invoices';
import { rowWords } from '../../domain/merchant-view';
import type { ReportRow } from '../../domain/report-table';
import type { Ports } from '../../runtime/ports';
import type { ExportPlace, ExportRecord } from '../../store/exports';
import type { ApplicationRecord, InvoiceRecord } from '../../store/records';
import type { RedRecord } from '../../store/reds';
import { found, listingOf } from '../merchant/list';

/** So many documents are read at once. */
const AT_ONCE = 500;
/** And so many looked up by their ids in one query, some queries side by side. */
const IDS_AT_ONCE = 100;

/** Some rows of a source, and the place behind them; none when it is at its end. */
interface Part {
  rows: ReportRow[];
  below?: string;
}

type Source = (ports: Ports, asked: ExportRecord, below: string) => Promise<Part>;

const byId = async (ports: Ports, ids: readonly string[]): Promise<Map<string, InvoiceRecord>> => {
  const chunks = Array.from({ length: Math.ceil(ids.length / IDS_AT_ONCE) }, (_, i) =>
    ids.slice(i * IDS_AT_ONCE, (i + 1) * IDS_AT_ONCE),
  );
  const found = await Promise.all(chunks.map((chunk) => ports.invoices.invoicesByIds(chunk)));
  return new Map(found.flat().map((invoice) => [invoice._id, invoice]));
};

const taxNoOf = (title: Title | undefined): string | undefined => (title?.kind === 'company' ? title.taxNo : undefined);

const stateNames = { normal: '已开票', partly_reversed: '已部分红冲', reversed: '已红冲' } as const;

const ofInvoice = (invoice: InvoiceRecord): ReportRow => ({
  what: 'blue',
  state: stateNames[invoice.state],
  kind: invoice.kind,
  code: invoice.code,
  number: invoice.number,
  issuedAt: invoice.issuedAt,
  orderNos: invoice.orderNos,
  titleName: invoice.title.name,
  taxNo: taxNoOf(invoice.title),
  amount: invoice.amount,
  net: invoice.net,
  tax: invoice.tax,
  lines: invoice.lines,
});

/** A claim that was begun anew has no invoice any more: the later one lists it. */
const ofApplication = (application: ApplicationRecord, invoice: InvoiceRecord | undefined): ReportRow => {
  const { orderNos, title, amount, kind, createdAt } = application;
  const state = rowWords(application).stateText;
  return invoice?.applicationId === application._id
    ? { ...ofInvoice(invoice), state, appliedAt: createdAt }
    : {
        what: 'open',
        state,
        kind,
        appliedAt: createdAt,
        orderNos,
        titleName: title?.name,
        taxNo: taxNoOf(title),
        amount,
        net: 0,
        tax: 0,
        lines: [],
      };
};

const minus = (fen: number): number => -fen;

/** A red takes back: its row is negative. */
const ofRed = (red: RedRecord, blue: InvoiceRecord | undefined): ReportRow => ({
  what: 'red',
  state: '已开具',
  kind: blue?.kind ?? 'normal',
  code: red.code,
  number: red.number,
  blueNumber: blue?.number,
  issuedAt: red.issuedAt,
  orderNos: blue?.orderNos ?? [],
  titleName: blue?.title.name,
  taxNo: taxNoOf(blue?.title),
  amount: minus(red.amount),
  net: minus(red.net),
  tax: minus(red.tax),
  lines: red.lines.map(({ index, net, tax }) => ({
    rate: blue?.lines[index]?.rate ?? '',
    net: minus(net),
    tax: minus(tax),
  })),
});

const behind = (documents: readonly { sortKey: string }[]): Pick<Part, 'below'> => {
  const last = documents.at(-1);
  return last && documents.length === AT_ONCE ? { below: last.sortKey } : {};
};

const applications: Source = async (ports, asked, below) => {
  const listing = listingOf(asked.merchantId, asked);
  const place = { ...listing, below: below < listing.below ? below : listing.below };
  const listed = await found(ports, place, asked.query, AT_ONCE);
  const known = await byId(
    ports,
    listed.flatMap(({ invoiceId }) => invoiceId ?? []),
  );
  return { rows: listed.map((one) => ofApplication(one, known.get(one.invoiceId ?? ''))), ...behind(listed) };
};

const invoices: Source = async (ports, asked, below) => {
  const { merchantId, from, below: end } = listingOf(asked.merchantId, { ...asked, tab: 'all' });
  const listed = await ports.invoices.listedInvoices(merchantId, from, below < end ? below : end, AT_ONCE);
  return { rows: listed.map(ofInvoice), ...behind(listed) };
};

const reds: Source = async (ports, asked, below) => {
  const listing = listingOf(asked.merchantId, { ...asked, tab: 'all' });
  const place = { ...listing, below: below < listing.below ? below : listing.below };
  const listed = await ports.reds.listedReds({ ...place, tab: 'issued' }, AT_ONCE);
  const blues = await byId(ports, [...new Set(listed.map(({ invoiceId }) => invoiceId))]);
  return { rows: listed.map((red) => ofRed(red, blues.get(red.invoiceId))), ...behind(listed) };
};

/** Whether reds are among the rows: they belong to days, not to a state of an application, nor to a search. */
export const hasReds = ({ basis, tab, query }: { basis: string; tab: Tab; query?: string | undefined }): boolean =>
  basis === 'issued' || (tab === 'all' && query === undefined);

const sourcesOf = (asked: ExportRecord): Source[] => [
  asked.basis === 'issued' ? invoices : applications,
  ...(hasReds(asked) ? [reds] : []),
];

/** The rows of an export from a place on, by parts; each with the place behind it, undefined at the very end. */
export async function* exportRows(
  ports: Ports,
  asked: ExportRecord,
  start: ExportPlace,
): AsyncGenerator<{ rows: ReportRow[]; place?: ExportPlace }> {
  const sources = sourcesOf(asked);
  for (let place: ExportPlace | undefined = start; place;) {
    const source: Source | undefined = sources[place.source];
    if (!source) return;
    const { rows, below }: Part = await source(ports, asked, place.below);
    const next: ExportPlace | undefined =
      below !== undefined
        ? { source: place.source, below }
        : place.source + 1 < sources.length
          ? { source: place.source + 1, below: FROM_NOW }
          : undefined;
    yield { rows, ...(next && { place: next }) };
    place = next;
  }
}

/** Every place lies before it: a place begins with a digit. */
export const FROM_NOW = '~';

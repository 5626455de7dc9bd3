import type { InvoiceKind, InvoiceLine, Title } from '../../../contract/buyer';
import type { OrderLine } from '../../../contract/open';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { Problem } from '../domain/state';

/** What is to be issued. `serial` is the idempotency key: the same serial never makes a second invoice. */
export interface IssueContent {
  serial: string;
  seller: { name: string; taxNo: string };
  form: 'digital' | 'classic';
  kind: InvoiceKind;
  title: Title;
  lines: readonly OrderLine[];
  remark?: string;
}

/** An invoice as the issuer made it. */
export interface Issued {
  state: 'issued';
  number: string;
  code?: string;
  checkCode?: string;
  issuedAt: UnixSeconds;
  gross: Fen;
  net: Fen;
  tax: Fen;
  lines: InvoiceLine[];
  files: IssuedFile[];
}

export interface IssuedFile {
  format: 'pdf' | 'ofd' | 'xml';
  url: string;
}

export type IssueResult =
  | { state: 'accepted' }
  /** No failure: somebody of the seller has to log in or show their face; it goes on by itself. */
  | { state: 'waiting_for_person'; message: string }
  | Issued
  | { state: 'failed'; problem: Problem };

/** A platform that issues invoices for one seller. Calls that get no answer throw, and may be made again. */
export interface Issuer {
  /** Asks for an invoice; the same serial again answers how it stands. */
  issue(content: IssueContent): Promise<IssueResult>;
  /** How it stands; undefined when the issuer has never heard of the serial. */
  query(serial: string): Promise<IssueResult | undefined>;
  /** Tries a failed one again under the same serial. */
  retry(serial: string): Promise<IssueResult>;
  download(file: IssuedFile): Promise<Uint8Array>;
}

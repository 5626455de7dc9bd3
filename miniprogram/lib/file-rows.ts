import type { Attachment, InvoiceFile } from '../../contract/buyer';
import { fileNameOf, formatName, sizeText } from '../services/files';
import { attachmentKey } from '../services/invoice-files';

/** A file of an invoice as a page lists it. */
export interface FileRow {
  key: string;
  name: string;
  note: string;
  /** As it is called in a chat. */
  fileName: string;
  /** An attachment is looked at from its row; the invoice has the page's button. */
  opens: boolean;
  /** It lies on the phone: the next tap forwards it. */
  ready: boolean;
}

/** The invoice's own files, then what goes along with it. */
export const fileRows = (number: string, files: InvoiceFile[], attachments: Attachment[]): FileRow[] => [
  ...files.map(({ format }) => ({
    key: format,
    name: formatName(format),
    note: '',
    fileName: fileNameOf(number, format),
    opens: false,
    ready: false,
  })),
  ...attachments.map(({ name, bytes }) => ({
    key: attachmentKey(name),
    name,
    note: sizeText(bytes),
    fileName: `${name}.pdf`,
    opens: true,
    ready: false,
  })),
];

/** The same once a file lies on the phone. */
export const withReady = (rows: FileRow[], key: string): FileRow[] =>
  rows.map((row) => (row.key === key ? { ...row, ready: true } : row));

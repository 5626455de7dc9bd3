import { MOST_FILE_BYTES, type SentFile } from '../../../../contract/reimburser-invoices';
import type { KeptFile } from '../../store/claims';
import { refuse } from './problems';

const begins = (bytes: Uint8Array, ...signs: number[]): boolean => signs.every((sign, i) => bytes[i] === sign);

/** What a file is, by its first bytes; its name only says what it should be. */
const looksLike: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  pdf: (bytes) => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-',
  ofd: (bytes) => begins(bytes, 0x50, 0x4b),
  zip: (bytes) => begins(bytes, 0x50, 0x4b),
  xml: (bytes) => /^(\ufeff)?\s*</.test(Buffer.from(bytes.subarray(0, 64)).toString('utf8')),
  png: (bytes) => begins(bytes, 0x89, 0x50, 0x4e, 0x47),
  jpg: (bytes) => begins(bytes, 0xff, 0xd8, 0xff),
  jpeg: (bytes) => begins(bytes, 0xff, 0xd8, 0xff),
};

const extensionOf = (name: string): string => /\.([a-z]{2,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** An XML file is the legal original of a 数电 invoice. */
export const kindOfFile = (name: string): KeptFile['kind'] => {
  const extension = extensionOf(name);
  if (extension === 'xml') return 'xml';
  return extension === 'pdf' || extension === 'ofd' ? 'original' : 'other';
};

/** A file that the phone sent, as it is; refused when it is not what its name says. */
export const readSentFile = (
  { name, base64 }: SentFile,
  kind: KeptFile['kind'] = 'original',
): { name: string; kind: KeptFile['kind']; bytes: Uint8Array } => {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  const isWhatItSays = looksLike[extensionOf(name)];
  if (!isWhatItSays?.(bytes)) throw refuse('file_type');
  if (bytes.length > MOST_FILE_BYTES) throw refuse('file_type', { message: '文件超过 2 MB' });
  return { name: name.replace(/[/\\:]/g, '_'), kind: extensionOf(name) === 'xml' ? 'xml' : kind, bytes };
};

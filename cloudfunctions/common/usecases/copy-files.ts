import type { IssuedFile, Issuer } from '../issuing/port';
import type { WorkerPorts } from '../runtime/ports';
import type { StoredFile } from '../store/records';

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';

/** Copies the issuer's files into our own storage: links of issuers die, and files are the delivery. */
export const copyFiles = async (
  { ids, files: storage }: WorkerPorts,
  issuer: Issuer,
  folder: string,
  issued: readonly IssuedFile[],
): Promise<StoredFile[]> => {
  const files: StoredFile[] = [];
  for (const file of issued) {
    const bytes = await issuer.download(file);
    if (file.format === 'pdf' && !isPdf(bytes)) throw new Error('the issuer gave a PDF that is none');
    const hash = ids.hashOf(bytes);
    const fileId = await storage.saveFile(`${folder}/${hash.slice(0, 16)}.${file.format}`, bytes);
    files.push({ format: file.format, fileId, bytes: bytes.length, hash });
  }
  return files;
};

import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

/** Puts one file into the archive. */
export type AddFile = (name: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes an archive to a file of this machine, one entry after the other, hands it over, and removes it. PDF files are
 * compressed already, so entries go in as they are.
 */
export const withZipFile = async <Result>(
  fill: (add: AddFile) => Promise<void>,
  use: (file: string, bytes: number) => Promise<Result>,
): Promise<Result> => {
  // Loaded only here: most calls never make an archive.
  const { Zip, ZipPassThrough } = await import('fflate');
  const file = join(tmpdir(), `archive-${process.pid}-${Math.random().toString(36).slice(2)}.zip`);
  const out = createWriteStream(file);
  const ended = once(out, 'finish');
  let failed: unknown;
  const zip = new Zip((error, part, last) => {
    if (error) failed = error;
    else {
      out.write(part);
      if (last) out.end();
    }
  });
  try {
    await fill(async (name, bytes) => {
      const entry = new ZipPassThrough(name);
      zip.add(entry);
      entry.push(bytes, true);
      if (failed) throw failed instanceof Error ? failed : new Error('the archive could not be written');
      if (out.writableNeedDrain) await once(out, 'drain');
    });
    zip.end();
    await ended;
    return await use(file, (await stat(file)).size);
  } finally {
    out.destroy();
    await rm(file, { force: true });
  }
};

import { createHash, createHmac, timingSafeEqual, randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { invalidParam } from './errors';
import { readPath } from './http-access';
import type { Sql } from './store/sqlite';
import { asBuffer } from './store/table';

export interface StorageOptions {
  sql: Sql;
  envId: string;
  now: () => number;
  baseUrl: () => string;
}

export interface DownloadUrl {
  code: 'SUCCESS' | 'STORAGE_FILE_NONEXIST';
  fileID: string;
  tempFileURL: string;
  maxAge?: number;
}

const DEFAULT_AGE_S = 7200;
const LONGEST_AGE_S = 86_400;
const UPLOAD_AGE_S = 900;

const refusal = (code: string, message: string) => `<?xml version='1.0' encoding='utf-8' ?>
<Error><Code>${code}</Code><Message>${message}</Message><RequestId>sandbox</RequestId><TraceId>sandbox</TraceId></Error>`;

/** Cloud storage: files beside the documents in the same database, reached by signed addresses that expire. */
export class Storage {
  private readonly secret: string;
  private readonly bucket: string;

  constructor(private readonly options: StorageOptions) {
    const { sql, envId } = options;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, type TEXT NOT NULL, content BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    `);
    // Kept, so that an address outlives a restart of the sandbox.
    const kept = sql.get("SELECT value FROM secrets WHERE name = 'storage'");
    this.secret = kept ? String(kept.value) : randomBytes(32).toString('hex');
    if (!kept) sql.run("INSERT INTO secrets VALUES ('storage', ?)", this.secret);
    this.bucket = `${createHash('sha256').update(envId).digest('hex').slice(0, 4)}-${envId}-1250000000`;
  }

  uploadMetadata(path: unknown) {
    if (typeof path !== 'string' || path === '' || path.startsWith('/'))
      throw invalidParam('the path of a file must be text that does not begin with /');
    return {
      url: this.address(path, 'put', UPLOAD_AGE_S),
      token: 'sandbox',
      authorization: 'sandbox',
      fileId: `cloud://${this.options.envId}.${this.bucket}/${path}`,
      cosFileId: createHash('sha256').update(path).digest('hex'),
    };
  }

  downloadUrls(files: { fileid: string; max_age?: number }[]): DownloadUrl[] {
    return files.map(({ fileid, max_age: age }) => {
      const path = this.pathOf(fileid);
      if (!path || !this.exists(path)) return { code: 'STORAGE_FILE_NONEXIST', fileID: fileid, tempFileURL: '' };
      const maxAge = Math.min(age && age > 0 ? age : DEFAULT_AGE_S, LONGEST_AGE_S);
      return { code: 'SUCCESS', fileID: fileid, tempFileURL: this.address(path, 'get', maxAge), maxAge };
    });
  }

  remove(fileIds: string[]) {
    return fileIds.map((fileID) => {
      const path = this.pathOf(fileID);
      if (!path || !this.exists(path)) return { code: 'STORAGE_FILE_NONEXIST', fileID };
      this.options.sql.run('DELETE FROM files WHERE path = ?', path);
      return { code: 'SUCCESS', fileID };
    });
  }

  /** The addresses under which files are put and fetched. */
  mount(app: Hono): void {
    app.put('/storage/*', async (c) => {
      const path = pathIn(c);
      if (!this.admits(c, path, 'put'))
        return c.body(refusal('SignatureDoesNotMatch', 'the signature is wrong or too old'), 403);
      const content = Buffer.from(await c.req.arrayBuffer());
      const type = c.req.header('content-type') ?? typeOf(path);
      this.options.sql.run(
        'INSERT INTO files VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET type = excluded.type, content = excluded.content',
        path,
        type,
        content,
      );
      return c.body(null, 200);
    });
    app.get('/storage/*', (c) => {
      // Whoever holds an address may read: a page stands for wx.downloadFile, which knows no origins.
      c.header('access-control-allow-origin', '*');
      const path = pathIn(c);
      if (!this.admits(c, path, 'get'))
        return c.body(refusal('AccessDenied', 'Request has expired'), 403, { 'content-type': 'application/xml' });
      const file = this.options.sql.get('SELECT type, content FROM files WHERE path = ?', path);
      if (!file)
        return c.body(refusal('NoSuchKey', 'The specified key does not exist.'), 404, {
          'content-type': 'application/xml',
        });
      return c.body(new Uint8Array(asBuffer(file.content)), 200, { 'content-type': String(file.type) });
    });
  }

  private exists(path: string): boolean {
    return this.options.sql.get('SELECT 1 FROM files WHERE path = ?', path) !== undefined;
  }

  private pathOf(fileId: string): string | null {
    const prefix = `cloud://${this.options.envId}.${this.bucket}/`;
    return typeof fileId === 'string' && fileId.startsWith(prefix) ? fileId.slice(prefix.length) : null;
  }

  /** Not percent-encoded: the SDK does that itself. */
  private address(path: string, method: 'put' | 'get', ageS: number): string {
    const until = Math.floor(this.options.now() / 1000) + ageS;
    return `${this.options.baseUrl()}/storage/${path}?sign=${this.sign(path, method, until)}&t=${until}`;
  }

  private sign(path: string, method: string, until: number): string {
    return createHmac('sha256', this.secret).update(`${method}\n${path}\n${until}`).digest('hex').slice(0, 32);
  }

  private admits(c: Context, path: string, method: string): boolean {
    const until = Number(c.req.query('t'));
    const given = Buffer.from(c.req.query('sign') ?? '');
    const wanted = Buffer.from(this.sign(path, method, until));
    return given.length === wanted.length && timingSafeEqual(given, wanted) && until * 1000 > this.options.now();
  }
}

const pathIn = (c: Context): string => readPath(c).slice('/storage/'.length);

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  xml: 'application/xml',
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  ofd: 'application/ofd',
  zip: 'application/zip',
};
const typeOf = (path: string): string =>
  TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';

import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { invalidParam, PlatformError, requestFailed } from './errors';
import type { FunctionRuntime } from './functions/runtime';
import { answerCloudCall, readMultipart, type OpenApi } from './openapi';
import type { Storage } from './storage';
import { orderFrom, type Store } from './store/store';
import type { Stage } from './store/aggregate';
import { decodeWire, encode, isPlainObject, type Document } from './store/values';

export interface AdminOptions {
  store: Store;
  storage: Storage;
  runtime: FunctionRuntime;
  appid: string;
  now: () => number;
  openapi: OpenApi | undefined;
}

type Body = Record<string, unknown>;
type Action = (body: Body, source: string) => Promise<object> | object;

const DEFAULT_LIMIT = 100;
const MOST = 1000;
const LARGEST_PACKET = 16 * 1024 * 1024;

const text = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value === '') throw invalidParam(`${name} must be text`);
  return value;
};

const page = (body: Body): { skip: number; limit: number } => {
  const wanted = typeof body.limit === 'number' ? body.limit : body.queryType === 'DOC' ? 1 : DEFAULT_LIMIT;
  return { skip: typeof body.offset === 'number' ? body.offset : 0, limit: Math.min(wanted, MOST) };
};

const packet = (list: string[]): string[] => {
  const bytes = list.reduce((sum, item) => sum + Buffer.byteLength(item), 0);
  if (bytes > LARGEST_PACKET) throw requestFailed(`the result of ${bytes} bytes exceeds the limit of 16MB`);
  return list;
};

/** The actions of the SDK's wire protocol. */
const actions = ({ store, storage, runtime, now }: AdminOptions): Record<string, Action> => {
  const read = (value: unknown): unknown =>
    typeof value === 'string' && value !== '' ? decodeWire(value, now()) : undefined;
  const readDocument = (value: unknown, name: string): Document => {
    const document = read(value);
    if (!isPlainObject(document)) throw invalidParam(`${name} must be an object`);
    return document;
  };
  const query = (body: Body): unknown => read(body.query) ?? {};
  const collection = (body: Body) => text(body.collectionName, 'collectionName');
  const transaction = (body: Body) => (typeof body.transactionId === 'string' ? body.transactionId : undefined);

  return {
    'database.addCollection': (body) => {
      store.catalog.create(collection(body));
      return {};
    },
    'database.insertDocument': async (body) => {
      if (!Array.isArray(body.data)) throw invalidParam('data must be an array');
      const documents = body.data.map((item) => readDocument(item, 'data'));
      return { data: { insertedIds: await store.insert(collection(body), documents, transaction(body)) } };
    },
    'database.getDocument': (body) => {
      const { skip, limit } = page(body);
      const projection = read(body.projection);
      const wanted = { query: query(body), order: orderFrom(read(body.order)), skip, limit };
      const list = store.find(
        collection(body),
        { ...wanted, ...(isPlainObject(projection) ? { projection } : {}) },
        transaction(body),
      );
      return { data: { list: packet(list), offset: skip, limit } };
    },
    'database.modifyDocument': async (body) => {
      const request = {
        query: query(body),
        data: readDocument(body.data, 'data'),
        replace: body.merge !== true,
        multi: body.multi === true,
        upsert: body.upsert === true,
      };
      const { updated, upsertId } = await store.modify(collection(body), request, transaction(body));
      return { data: { updated, ...(upsertId === undefined ? {} : { upsert_id: upsertId }) } };
    },
    'database.modifyAndReturnDoc': async (body) => {
      const request = {
        query: query(body),
        data: readDocument(body.data, 'data'),
        replace: false,
        multi: false,
        upsert: false,
      };
      const { updated, document } = await store.modify(collection(body), request, transaction(body));
      return { data: { updated, doc: document ? encode(document) : null } };
    },
    'database.removeDocument': async (body) => ({
      data: { deleted: await store.remove(collection(body), query(body), body.multi === true, transaction(body)) },
    }),
    'database.calculateDocument': (body) => ({ data: { total: store.count(collection(body), query(body)) } }),
    'database.aggregateDocuments': (body) => {
      const given = Array.isArray(body.stages) ? (body.stages as unknown[]) : [];
      const stages = given.map((stage): Stage => {
        if (!isPlainObject(stage)) throw invalidParam('stages must be objects');
        return [text(stage.stageKey, 'stageKey'), read(stage.stageValue)];
      });
      return { data: { list: packet(store.aggregate(collection(body), stages)) } };
    },
    'database.startTransaction': () => ({ transactionId: store.transactions.begin() }),
    'database.commitTransaction': async (body) => {
      await store.commit(text(body.transactionId, 'transactionId'));
      return {};
    },
    'database.abortTransaction': (body) => {
      store.transactions.abort(text(body.transactionId, 'transactionId'));
      return {};
    },
    'functions.invokeFunction': async (body, source) => {
      const event: unknown = body.request_data ? JSON.parse(text(body.request_data, 'request_data')) : {};
      const caller = runtime.session(body.wxCloudApiToken)?.caller;
      const nested = caller ? { ...caller, source: `${caller.source},scf` } : { source: outside(source) };
      const { result, requestId } = await runtime.call(text(body.function_name, 'function_name'), event, nested);
      return { data: { response_data: result }, requestId };
    },
    'storage.getUploadMetadata': (body) => ({ data: storage.uploadMetadata(body.path) }),
    'storage.batchGetDownloadUrl': (body) => ({ data: { download_list: storage.downloadUrls(list(body.file_list)) } }),
    'storage.batchDeleteFile': (body) => ({ data: { delete_list: storage.remove(list(body.fileid_list)) } }),
  };
};

const list = <T>(value: unknown): T[] => {
  if (!Array.isArray(value)) throw invalidParam('a list is missing');
  return value as T[];
};

/**
 * SOURCE for a call by the SDK from outside of any function: there the SDK names the machine it runs on. Whoever claims
 * to be a function, a phone or a timer without a running call's token is not believed.
 */
const outside = (source: string): string => {
  const machine = source.split(',').at(-1) ?? '';
  return `,${['tencentcloud', 'cbr', 'sumeru'].includes(machine) ? machine : 'unknown'}`;
};

const asAnswer = (error: unknown, requestId: string): object => {
  if (error instanceof PlatformError) return { code: error.code, message: error.message, requestId };
  return { code: 'SYS_ERR', message: error instanceof Error ? error.message : String(error), requestId };
};

const answer = async (c: Context, options: AdminOptions, table: Record<string, Action>): Promise<Response> => {
  const requestId = randomUUID();
  const contentType = c.req.header('content-type') ?? '';
  try {
    if (contentType.startsWith('multipart/form-data')) {
      const parts = await readMultipart(contentType, Buffer.from(await c.req.arrayBuffer()));
      if (parts.get('action')?.toString() !== 'wx.openApi') throw invalidParam('this action is not known here');
      const session = options.runtime.session(parts.get('wxCloudApiToken')?.toString());
      const granted = session ? options.runtime.config(session.functionName).openapi : [];
      const bytes = await answerCloudCall({ parts, appid: options.appid, session, granted, openapi: options.openapi });
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
    }
    const body: unknown = await c.req.json();
    if (!isPlainObject(body)) throw invalidParam('the body must be a JSON object');
    const action = table[String(body.action)];
    if (!action) throw invalidParam(`the action ${String(body.action)} is not known here`);
    return c.json({ requestId, ...(await action(body, c.req.header('x-tcb-source') ?? '')) });
  } catch (error) {
    return c.json(asAnswer(error, requestId));
  }
};

/** `POST /admin`: what the unmodified wx-server-sdk talks to. */
export const mountAdmin = (app: Hono, options: AdminOptions): void => {
  const table = actions(options);
  app.post('/admin', (c) => {
    // The SDK names no origin; a browser does, and no web page may reach the data.
    if (c.req.header('origin') !== undefined) return c.text('not for web pages', 403);
    return answer(c, options, table);
  });
};

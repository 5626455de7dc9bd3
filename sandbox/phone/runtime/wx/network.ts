import type { Phone } from '../phone';
import { type Api, asynchronous, asynchronousGroup, WxFailure } from './api';

interface RequestOptions {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
  timeout?: number;
  dataType?: string;
  responseType?: 'text' | 'arraybuffer';
}
interface DownloadOptions {
  url: string;
  filePath?: string;
  header?: Record<string, string>;
  timeout?: number;
}
const TIMEOUT = 60_000;

/** fetch with WeChat's failures. */
const load = async (
  url: string,
  init: RequestInit,
  timeout = TIMEOUT,
  abort = new AbortController(),
): Promise<Response> => {
  const timer = setTimeout(() => abort.abort('timeout'), timeout);
  try {
    return await fetch(url, { ...init, signal: abort.signal });
  } catch (error) {
    if (abort.signal.aborted) throw new WxFailure(String(abort.signal.reason), { errno: 5 });
    throw new WxFailure(String(error instanceof Error ? error.message : error), { errno: 600001 });
  } finally {
    clearTimeout(timer);
  }
};

const withQuery = (url: string, data: Record<string, unknown>): string => {
  const target = new URL(url, location.href);
  for (const [key, value] of Object.entries(data)) target.searchParams.set(key, String(value));
  return target.href;
};

const request = async (options: RequestOptions, abort: AbortController): Promise<object> => {
  const method = (options.method ?? 'GET').toUpperCase();
  const { data, header = {}, dataType = 'json', responseType = 'text' } = options;
  const inUrl = method === 'GET' && typeof data === 'object' && data !== null;
  const url = inUrl ? withQuery(options.url, data as Record<string, unknown>) : options.url;
  const isRaw = typeof data === 'string' || data instanceof ArrayBuffer;
  const body =
    method === 'GET' || data === undefined || data === null ? undefined : isRaw ? data : JSON.stringify(data);
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...header };
  const response = await load(url, { method, headers, ...(body !== undefined && { body }) }, options.timeout, abort);
  const raw = responseType === 'arraybuffer' ? await response.arrayBuffer() : await response.text();
  let answer: unknown = raw;
  if (typeof raw === 'string' && dataType === 'json') {
    try {
      answer = JSON.parse(raw);
    } catch {
      // WeChat hands out the text when it is not JSON.
    }
  }
  return {
    data: answer,
    statusCode: response.status,
    header: Object.fromEntries(response.headers),
    cookies: [],
  };
};

const fileNameOf = (response: Response, url: string): string => {
  const disposition = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)/i.exec(disposition)?.[1] ?? new URL(url, location.href).pathname.split('/').pop() ?? '';
};

/** Interfaces that answer a task, not a promise: awaiting one is a mistake on the phone too. */
const task = <Options extends object>(
  phone: Phone,
  name: string,
  run: (options: Options, abort: AbortController) => Promise<object>,
) => {
  const nothing = (): void => undefined;
  return (options: Options) => {
    const abort = new AbortController();
    const started = asynchronous<Options>(phone, name, (given) => run(given, abort))({
      complete: nothing,
      ...options,
    });
    void started;
    const events = ['ProgressUpdate', 'HeadersReceived', 'ChunkReceived'].flatMap((event) => [
      `on${event}`,
      `off${event}`,
    ]);
    return {
      abort: () => abort.abort('abort'),
      ...Object.fromEntries(events.map((event) => [event, nothing])),
    };
  };
};

export const network = (phone: Phone): Api => ({
  request: task<RequestOptions>(phone, 'request', request),
  downloadFile: task<DownloadOptions>(phone, 'downloadFile', async ({ url, header = {}, timeout, filePath }, abort) => {
    const response = await load(url, { headers: header }, timeout, abort);
    const bytes = await response.arrayBuffer();
    const type = response.headers.get('content-type') ?? '';
    const name = fileNameOf(response, url);
    if (!filePath) return { tempFilePath: phone.files.addTemporary(bytes, type, name), statusCode: response.status };
    phone.files.write(filePath, { name, type, bytes });
    return { filePath, statusCode: response.status };
  }),
  ...asynchronousGroup(phone, {
    getNetworkType: () => ({ networkType: navigator.onLine ? 'wifi' : 'none' }),
  }),
});

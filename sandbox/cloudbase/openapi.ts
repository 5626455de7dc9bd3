import { Readable } from 'node:stream';
import busboy from 'busboy';
import protobuf from 'protobufjs/light';
import type { Session } from './functions/runtime';

/** Answers a cloud call such as `subscribeMessage.send` with WeChat's own JSON. */
export type OpenApi = (
  apiName: string,
  data: Record<string, unknown>,
  caller: { appid: string; openid?: string; functionName?: string },
) => Promise<object>;

// The envelope in which the SDK carries a cloud call (field numbers are the protocol).
const envelope = protobuf.Root.fromJSON({
  nested: {
    KeyValuePair: {
      fields: {
        key: { type: 'string', id: 1 },
        value: { type: 'bytes', id: 2 },
        contentType: { type: 'string', id: 3 },
        filename: { type: 'string', id: 4 },
      },
    },
    OpenApiData: { fields: { pairs: { rule: 'repeated', type: 'KeyValuePair', id: 1 } } },
    CommApiData: {
      fields: {
        apiType: { type: 'int32', id: 1 },
        openapiData: { type: 'OpenApiData', id: 2 },
        appid: { type: 'string', id: 6 },
      },
    },
    CommOpenApiResp: {
      fields: {
        respData: { type: 'bytes', id: 1 },
        contentType: { type: 'string', id: 2 },
        errorCode: { type: 'int32', id: 3 },
        httpCode: { type: 'uint32', id: 4 },
      },
    },
  },
});
const request = envelope.lookupType('CommApiData');
const answer = envelope.lookupType('CommOpenApiResp');

interface Pair {
  key: string;
  value: Uint8Array;
  contentType?: string;
}

const API_NOT_FOUND = -604100;
const NO_PERMISSION = -604101;

/** The parts of a multipart body, as bytes: protobuf is not text. */
export const readMultipart = (contentType: string, body: Buffer): Promise<Map<string, Buffer>> =>
  new Promise((resolve, reject) => {
    const parts = new Map<string, Buffer>();
    const parser = busboy({ headers: { 'content-type': contentType } });
    parser.on('field', (name, value) => parts.set(name, Buffer.from(value)));
    parser.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => parts.set(name, Buffer.concat(chunks)));
    });
    parser.on('close', () => resolve(parts));
    parser.on('error', reject);
    Readable.from([body]).pipe(parser);
  });

const dataOf = (bytes: Buffer): Record<string, unknown> => {
  const { openapiData } = request.toObject(request.decode(bytes)) as { openapiData?: { pairs?: Pair[] } };
  return Object.fromEntries(
    (openapiData?.pairs ?? []).map(({ key, value, contentType }) => [
      key,
      contentType ? { contentType, value: Buffer.from(value) } : (JSON.parse(Buffer.from(value).toString()) as unknown),
    ]),
  );
};

const failed = (errorCode: number) => answer.encode({ errorCode, httpCode: 200 }).finish();

export interface CloudCall {
  parts: Map<string, Buffer>;
  appid: string;
  session: Session | undefined;
  /** The names that the calling function's config.json grants. */
  granted: string[];
  openapi: OpenApi | undefined;
}

/** Answers a cloud call in the SDK's protobuf. A function may only call what its config.json names. */
export const answerCloudCall = async ({ parts, appid, session, granted, openapi }: CloudCall): Promise<Uint8Array> => {
  const apiName = parts.get('apiName')?.toString() ?? '';
  if (!granted.includes(apiName)) return failed(NO_PERMISSION);
  if (!openapi) return failed(API_NOT_FOUND);
  const { openid } = session?.caller ?? {};
  const caller = { appid, ...(openid ? { openid } : {}), ...(session ? { functionName: session.functionName } : {}) };
  const result = await openapi(apiName, dataOf(parts.get('requestData') ?? Buffer.alloc(0)), caller);
  return answer
    .encode({ respData: Buffer.from(JSON.stringify(result)), contentType: 'application/json', httpCode: 200 })
    .finish();
};

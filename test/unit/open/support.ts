import type { Envelope } from '../../../contract/envelope';
import { startFlow, type Flow } from '../../support/sandbox';

export interface OpenAnswer<T> {
  status: number;
  headers: Headers;
  body: Envelope<T>;
}

/** The open door as a merchant's server reaches it. */
export interface OpenDoor extends Flow {
  key(merchant: string): string;
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<OpenAnswer<T>>;
  /** Puts an order of m-cafe with some content and expects success. */
  put(orderNo: string, changes?: object, headers?: Record<string, string>): Promise<Record<string, unknown>>;
  now(): number;
}

export const startOpenDoor = async (): Promise<OpenDoor> => {
  const flow = await startFlow();
  const { sandbox } = flow;
  const key = (merchant: string) => sandbox.demo.merchants.find(({ id }) => id === merchant)?.apiKey ?? '';
  const now = () => Math.floor(sandbox.clock.now() / 1000);
  const send: OpenDoor['send'] = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key('m-cafe')}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    });
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) as Envelope<T> };
  };
  return {
    ...flow,
    key,
    send,
    now,
    put: async (orderNo, changes = {}, headers = {}) => {
      const body = { status: 'paid', paid: 4100, paidAt: now() - 3600, ...changes };
      const answer = await send('PUT', `/open/v1/orders/${encodeURIComponent(orderNo)}`, body, headers);
      if (!answer.body.ok) throw new Error(JSON.stringify(answer.body.error));
      return answer.body.data;
    },
  };
};

/** The error of an answer that must be one. */
export const errorOf = ({ body }: OpenAnswer<unknown>) => {
  if (body.ok) throw new Error(`not refused: ${JSON.stringify(body.data)}`);
  return body.error;
};

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookMessage } from '../../contract/open-answers';

export interface Received {
  message: WebhookMessage;
  body: string;
  /** As the header says: the time, and one signature for each secret. */
  at: string;
  signatures: string[];
}

/** A merchant's server that keeps what it is told. */
export interface WebhookServer {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on; a redirect leads to `/elsewhere`. */
  answer: number | 'never';
  readonly elsewhere: () => number;
  close(): Promise<void>;
}

export const signatureOf = (secret: string, { at, body }: Received): string =>
  createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');

export const webhookServer = async (): Promise<WebhookServer> => {
  let strayed = 0;
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/elsewhere') strayed += 1;
      const body = Buffer.concat(chunks).toString();
      const [at = '', ...rest] = String(request.headers['webhook-signature']).split(',');
      const signatures = rest.map((part) => part.replace('v1=', ''));
      const message = JSON.parse(body) as WebhookMessage;
      if (request.headers['webhook-id'] !== message.id) throw new Error('header and body name different messages');
      received.push({ message, body, at: at.replace('t=', ''), signatures });
      if (own.answer === 'never') return;
      response.writeHead(own.answer, own.answer === 302 ? { location: '/elsewhere' } : {}).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own: WebhookServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`,
    received,
    answer: 200,
    elsewhere: () => strayed,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return own;
};

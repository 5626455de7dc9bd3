import { Hono } from 'hono';
import { cors } from 'hono/cors';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../clock';
import { isLoopback } from '../wechat/loopback';
import type { WeChatEnv } from '../wechat/wire/call-desk';
import { mailPage } from './page';

const HOST = '127.0.0.1';
const MOST_KEPT = 500;
const MOST_BYTES = 30 * 1024 * 1024;

/** A mail as it came. */
export interface ReceivedMail {
  id: string;
  messageId: string;
  from: string;
  /** As the envelope says. */
  to: string[];
  subject: string;
  text: string;
  headers: { key: string; value: string }[];
  attachments: { name: string; type: string; bytes: number }[];
  at: number;
}

const answers = ['ok', 'busy', 'refuse', 'hang_up', 'swallow'] as const;
/** How the server takes mail: as it should, later, never, not at all, or without a word. */
export type MailAnswer = (typeof answers)[number];

export interface MailServer {
  /** For the setting SMTP_URL. */
  readonly url: string;
  /** What is under `/__sandbox`. */
  readonly app: Hono<WeChatEnv>;
  /** The oldest first. */
  all(): ReceivedMail[];
  answer(how: MailAnswer): void;
  /** `listener` is awaited after a mail was taken and before the server says so; answers the way to stop. */
  onMail(listener: (mail: ReceivedMail) => void | Promise<void>): () => void;
  /** Takes the present mail as what `reset` returns to. */
  snapshot(): void;
  reset(): void;
  close(): Promise<void>;
}

interface Kept {
  mail: ReceivedMail;
  files: Uint8Array[];
}

const bytesOf = (content: ArrayBuffer | Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);

const read = async (source: Buffer, to: string[], id: string, at: number): Promise<Kept> => {
  const parsed = await PostalMime.parse(source);
  const files = parsed.attachments.map(({ content }) => bytesOf(content));
  const attachments = parsed.attachments.map(({ filename, mimeType }, i) => ({
    name: filename ?? '',
    type: mimeType,
    bytes: files[i]?.length ?? 0,
  }));
  const { messageId = '', from, subject = '', text = '', headers } = parsed;
  const mail = { id, messageId, from: from?.address ?? '', to, subject, text, headers, attachments, at };
  return { mail: { ...mail, headers: headers.map(({ key, value }) => ({ key, value })) }, files };
};

/** A mail server that delivers nothing and shows everything. */
export const createMail = async ({
  clock,
  log = () => {},
}: {
  clock: Clock;
  log?: (line: string) => void;
}): Promise<MailServer> => {
  let kept: Kept[] = [];
  let saved: Kept[] = [];
  let how: MailAnswer = 'ok';
  let count = 0;
  const listeners = new Set<(mail: ReceivedMail) => void | Promise<void>>();

  const refusal = (text: string, responseCode: number) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: MOST_BYTES,
    onConnect: (_session, done) => done(how === 'hang_up' ? refusal('out of service', 421) : undefined),
    onRcptTo: (_address, _session, done) => {
      if (how === 'busy') return done(refusal('try again later', 451));
      return done(how === 'refuse' ? refusal('no such mailbox', 550) : undefined);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        count += 1;
        read(Buffer.concat(chunks), to, String(count), Math.floor(clock.now() / 1000)).then(
          async (one) => {
            kept = [...kept, one].slice(-MOST_KEPT);
            log(`mail to ${to.join()}`);
            for (const listener of listeners) await listener(one.mail);
            if (how !== 'swallow') done();
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });
  // A client that breaks off is its own affair.
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject);
    const listening = server.listen(0, HOST, () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

  const app = new Hono<WeChatEnv>();
  app.use('/mail*', cors({ origin: (origin) => (isLoopback(origin) ? origin : null) }));
  app.get('/mails', (c) => c.json(kept.map(({ mail }) => mail)));
  app.get('/mails/:id/:n', (c) => {
    const one = kept.find(({ mail }) => mail.id === c.req.param('id'));
    const n = Number(c.req.param('n'));
    const file = one?.files[n];
    const facts = one?.mail.attachments[n];
    if (!file || !facts) return c.json({ error: 'no such attachment' }, 404);
    return c.body(Buffer.from(file), 200, {
      'content-type': facts.type,
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(facts.name)}`,
      'x-content-type-options': 'nosniff',
    });
  });
  app.post('/mail', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const asked = typeof body === 'object' && body && 'answer' in body ? body.answer : undefined;
    const known = answers.find((one) => one === asked);
    if (!known) return c.json({ error: `answer must be one of ${answers.join()}` }, 400);
    how = known;
    return c.json({ ok: true });
  });
  app.get('/app/mails', (c) => mailPage(c, kept.map(({ mail }) => mail).reverse()));

  return {
    url: `smtp://${HOST}:${port}`,
    app,
    all: () => kept.map(({ mail }) => mail),
    answer: (next) => {
      how = next;
    },
    onMail: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => {
      saved = kept;
    },
    reset: () => {
      kept = saved;
      how = 'ok';
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

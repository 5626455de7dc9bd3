import { createHmac, randomBytes } from 'node:crypto';
import { createClock } from '../../../sandbox/clock';
import { loadDemo } from '../../../sandbox/demo';
import { createIssuer, type IssuerOptions } from '../../../sandbox/issuer';

export const mall = 'm-mall';
export const mallTaxNo = '91000000MA0MAX1A22';

/** A call as README.md describes it, written from there and not with the issuer's own code. */
export interface Call {
  method?: string;
  path: string;
  body?: unknown;
  merchant?: string;
  /** Changes headers after signing. */
  forge?: Record<string, string>;
  timestamp?: number;
  nonce?: string;
}

/** An invoice as README.md describes it; what is not always there is read only where it must be. */
export interface InvoiceAnswer {
  serial: string;
  status: 'accepted' | 'waiting_for_person' | 'issued' | 'failed';
  attempt: number;
  acceptedAt: number;
  issuedAt: number;
  grossFen: number;
  netFen: number;
  taxFen: number;
  lines: object[];
  number: string;
  code: string;
  checkCode: string;
  files: { format: string; url: string; expiresAt: number }[];
  waiting: { reason: string; message: string; scanUrl: string };
  failure: { code: string; message: string; retryable: boolean };
}

export interface HealthAnswer {
  login: { ok: boolean; until: number };
  faceCheck: { ok: boolean; until: number };
  quota: { leftFen: number };
  waiting: number;
  scanUrl?: string;
}

export interface ErrorAnswer {
  code: string;
  message: string;
  field?: string;
  retryable: boolean;
}

/** A body holds one of the two; a test that reads the other fails. */
export interface Answer<Result> {
  status: number;
  body: { result: Result; error: ErrorAnswer };
}

export const order = (serial: string, changes: object = {}) => ({
  serial,
  sellerTaxNo: mallTaxNo,
  kind: 'digital',
  buyer: { name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' },
  lines: [{ name: '*餐饮服务*餐费', taxCode: '3070401000000000000', grossFen: 4100, rate: 600 }],
  ...changes,
});

/** An issuer with a clock of its own, and a caller that signs. */
export const startIssuer = (options: Partial<IssuerOptions> = {}) => {
  const clock = options.clock ?? createClock();
  const failures: string[] = [];
  const issuer = createIssuer({
    dataDir: ':memory:',
    clock,
    demo: loadDemo(),
    log: (line) => failures.push(line),
    ...options,
  });

  const call = async <Result = InvoiceAnswer>(details: Call): Promise<Answer<Result>> => {
    const { method = 'GET', path, body, merchant = mall, forge, timestamp, nonce } = details;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const seconds = String(timestamp ?? Math.floor(clock.now() / 1000));
    const once = nonce ?? randomBytes(12).toString('hex');
    const signature = createHmac('sha256', `sandbox-issuer-secret-${merchant}`)
      .update([method, path, seconds, once, text].join('\n'))
      .digest('hex');
    const headers = {
      'X-App-Key': `sandbox-issuer-${merchant}`,
      'X-Timestamp': seconds,
      'X-Nonce': once,
      'X-Signature': signature,
      ...forge,
    };
    const answer = await issuer.app.request(`http://127.0.0.1:8081${path}`, {
      method,
      headers,
      ...(text && { body: text }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer<Result>['body'] };
  };

  const control = async (body: unknown) => {
    const answer = await issuer.controlApp.request('/', { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as { error: ErrorAnswer } };
  };

  return {
    issuer,
    clock,
    call,
    control,
    /** Lines that the issuer logged: none, unless it broke. */
    failures,
    /** Answers the health of a merchant. */
    health: async (merchant = mall) => (await call<HealthAnswer>({ path: '/v1/health', merchant })).body.result,
    issue: (body: object) => call({ method: 'POST', path: '/v1/invoices', body }),
    read: (serial: string) => call({ path: `/v1/invoices/${serial}` }),
    retry: (serial: string) => call({ method: 'POST', path: `/v1/invoices/${serial}/retry` }),
    /** Issues, waits and reads: an invoice as it stands after the tax bureau answered. */
    issued: async (body: ReturnType<typeof order>) => {
      await call({ method: 'POST', path: '/v1/invoices', body });
      await clock.advance(2);
      return (await call({ path: `/v1/invoices/${body.serial}` })).body.result;
    },
    /** GETs a file by the link in an answer. */
    download: (url: string) => issuer.app.request(url.replace('/issuer', '')),
  };
};

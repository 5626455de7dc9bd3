import type { IssueContent, Issuer } from '../../../cloudfunctions/common/issuing/port';
import type { Fen } from '../../../contract/primitives';

/** A server that behaves like a platform, an adapter that calls it, and the hands of whoever plays the tax bureau. */
export interface Platform {
  issuer: Issuer;
  /** Lets time pass on both sides. */
  advance(seconds: number): Promise<void>;
  /** Unix seconds. */
  now(): number;
  /** The clerk's login is over; or the clerk logs in again. */
  expireLogin(): Promise<unknown>;
  login(): Promise<unknown>;
  /** The next invoice fails: in passing, or for good. */
  failNext(isFinal: boolean): Promise<unknown>;
  /** From now on nobody answers. */
  vanish(): Promise<void>;
  close(): Promise<void>;
}

/** An adapter on its way through the promises of the port. */
export interface Subject {
  /** Who issues. */
  seller: { name: string; taxNo: string };
  /** A fresh platform for each promise: nothing is known there yet. */
  start(): Promise<Platform>;
}

export const line = {
  name: '*餐饮服务*餐费',
  taxCode: '3070401000000000000',
  gross: 4100 as Fen,
  rate: '6%',
} as const;

/** What every adapter of the port promises, whatever its platform. */
export const promiseAll = (subject: Subject): void => {
  let platform: Platform;
  let issuer: Issuer;

  beforeEach(async () => {
    platform = await subject.start();
    ({ issuer } = platform);
  });
  afterEach(() => platform.close());

  const advance = (seconds: number) => platform.advance(seconds);
  const content = (serial: string): IssueContent => ({
    serial,
    seller: subject.seller,
    form: 'digital',
    kind: 'normal',
    title: { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' },
    lines: [line],
  });
  const issued = async (serial: string) => {
    await issuer.issue(content(serial));
    await advance(2);
    const result = await issuer.query(serial);
    if (result?.state !== 'issued') throw new Error(`${serial} is ${result?.state ?? 'unknown'}`);
    return result;
  };

  it('issues: amounts add up to the fen, and the files are there', async () => {
    const invoice = await issued('P-1');
    expect(invoice).toMatchObject({ gross: 4100, net: 3868, tax: 232, lines: [{ net: 3868, tax: 232, rate: '6%' }] });
    expect(invoice.number).toMatch(/^\d{8}(\d{12})?$/);
    const [pdf] = invoice.files;
    if (!pdf) throw new Error('no file');
    expect(Buffer.from(await issuer.download(pdf)).toString('latin1', 0, 5)).toBe('%PDF-');
  });

  it('makes no second invoice of one serial, and knows nothing of one that it never heard of', async () => {
    const first = await issued('P-2');
    expect(await issuer.issue(content('P-2'))).toMatchObject({ state: 'issued', number: first.number });
    expect(await issuer.query('P-none')).toBeUndefined();
  });

  it('waits for a person without failing, says so in its health, and goes on by itself', async () => {
    await platform.expireLogin();
    expect(await issuer.issue(content('P-3'))).toMatchObject({
      state: 'waiting_for_person',
      message: expect.stringMatching(/[一-龥]/),
    });
    expect(await issuer.health()).toMatchObject({
      login: { ok: false },
      waiting: 1,
      scanUrl: expect.stringMatching(/^http/),
    });
    await platform.login();
    await advance(2);
    expect(await issuer.query('P-3')).toMatchObject({ state: 'issued' });
    const health = await issuer.health();
    expect(health).toMatchObject({ login: { ok: true }, faceCheck: { ok: true }, waiting: 0 });
    expect(health).not.toHaveProperty('scanUrl');
    expect(health.login.until).toBeGreaterThan(platform.now());
  });

  it('tells what is left of the quota, which issuing uses up', async () => {
    const before = (await issuer.health()).quotaLeft ?? 0;
    await issued('P-4');
    expect((await issuer.health()).quotaLeft).toBe(before - 3868);
  });

  it('tries a failed one again under the same serial, and says which are over', async () => {
    await platform.failNext(false);
    await issuer.issue(content('P-5'));
    await advance(2);
    expect(await issuer.query('P-5')).toMatchObject({ state: 'failed', problem: { retryable: true } });
    expect(await issuer.retry('P-5')).toEqual({ state: 'accepted' });
    await advance(2);
    expect(await issuer.query('P-5')).toMatchObject({ state: 'issued' });
    await platform.failNext(true);
    await issuer.issue(content('P-6'));
    await advance(2);
    expect(await issuer.query('P-6')).toMatchObject({ state: 'failed', problem: { retryable: false } });
  });

  it('reverses the whole of an invoice that the buyer has not booked, without asking anybody', async () => {
    await issued('P-7');
    expect(await issuer.redRule('P-7')).toMatchObject({ confirm: false });
    await issuer.reverse({ serial: 'P-7-R1', invoiceSerial: 'P-7', reason: 'error' });
    await advance(5);
    expect(await issuer.queryRed('P-7-R1')).toMatchObject({ state: 'issued', whole: true, gross: 4100, tax: 232 });
    expect((await issuer.redsOf('P-7')).map(({ serial }) => serial)).toEqual(['P-7-R1']);
  });

  it('throws what may be tried again when nobody answers', async () => {
    await platform.vanish();
    await expect(issuer.health()).rejects.toMatchObject({ failure: { code: 'unavailable', retryable: true } });
  });
};

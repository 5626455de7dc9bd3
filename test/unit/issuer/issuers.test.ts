import { issuerOf } from '../../../cloudfunctions/common/issuing/issuers';
import type { MerchantRecord } from '../../../cloudfunctions/common/store/records';

const credentials = { adapter: 'sandbox', baseUrl: 'http://127.0.0.1:1/issuer', key: 'k', secret: 's' };
const merchant = (changes: Partial<MerchantRecord> = {}) =>
  ({ _id: 'm-1', issuer: 'sandbox', mode: 'self_built', ...changes }) as MerchantRecord;
const before = { ...process.env };

beforeEach(() => {
  process.env['SANDBOX'] = '1';
  process.env['ISSUERS'] = JSON.stringify({ 'm-1': credentials });
});
afterEach(() => {
  process.env = { ...before };
});

const hintOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as { failure: { hint: string } }).failure.hint;
  }
  throw new Error('it was not refused');
};

it('finds a merchant’s issuer by name and by how it is connected', () => {
  expect(issuerOf(merchant()).cards).toBeUndefined();
  expect(issuerOf(merchant({ mode: 'third_party' })).cards).toBeDefined();
});

it('lets an issuer of specimens run in a sandbox only', () => {
  delete process.env['SANDBOX'];
  expect(hintOf(() => issuerOf(merchant()))).toContain('样张');
});

it('lets it talk to this machine only, in the sandbox too', () => {
  process.env['ISSUERS'] = JSON.stringify({ 'm-1': { ...credentials, baseUrl: 'https://issuer.example' } });
  expect(hintOf(() => issuerOf(merchant()))).toContain('本机');
});

it('says what is missing where nothing is set up', () => {
  expect(hintOf(() => issuerOf(merchant({ issuer: 'unknown' })))).toContain('ISSUERS');
  process.env['ISSUERS'] = '{"m-1":';
  expect(hintOf(() => issuerOf(merchant()))).toContain('JSON');
});

import { strFromU8, unzipSync } from 'fflate';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

// A spreadsheet turns 20 digits into 2.5117E+19 and a text that begins with = or @ into a formula.
jest.setTimeout(60_000);
const TITLE = '=HYPERLINK("http://x.example","退款")';
const PURPOSE = '@SUM(A1:A9)';
let own: Reimburse;
let owner: string;
let finance: string;
let card: Card;
let claimId: string;
beforeAll(async () => {
  own = await startReimburse();
  await own.flow.putMembers('m-cafe');
  [owner, finance] = [own.flow.member('m-cafe', 'owner'), own.one('reimburser')];
  card = await own.card(finance);
  claimId = await own.claim(finance, [card], PURPOSE);
  await own.card(finance, { title: { kind: 'personal', name: TITLE } });
}, 120_000);
afterAll(() => own.close());

type Format = 'csv' | 'xlsx';
const bytesAt = async (url: string | undefined) => new Uint8Array(await (await fetch(url ?? '')).arrayBuffer());
const ofMerchant = async (format: Format) => {
  let view = await own.flow.manage(owner, 'exports.create', { format });
  for (let look = 0; view.state === 'working' && look < 200; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    view = await own.flow.manage(owner, 'exports.get', { exportId: view.exportId });
  }
  return bytesAt(view.files[0]?.url);
};
const ofCompany = async (format: Format) =>
  bytesAt((await own.ask(finance, 'exports.create', { claimId, format })).url);

describe.each([
  ['a merchant’s export', TITLE, ofMerchant],
  ['a company’s export', PURPOSE, ofCompany],
] as const)('%s', (_whose, formula, exported) => {
  it('as CSV marks a long number as text, and what looks like a formula as none', async () => {
    const bytes = await exported('csv');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = strFromU8(bytes);
    expect(text).toContain(`${card.number}\t`);
    expect(text).toContain(`'${formula.replaceAll('"', '""')}`);
    expect(text).not.toMatch(/(^|,)"?[=@+]/m);
  });

  it('as a workbook holds both as text, and money as a number', async () => {
    const parts = unzipSync(await exported('xlsx'));
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const strings = strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array());
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet).not.toContain(`<v>${card.number}</v>`);
    expect(sheet + strings).toContain(`>${card.number}<`);
    expect((sheet + strings).replaceAll('&quot;', '"')).toContain(`>${formula}<`);
    expect(sheet).toContain('<v>38.68</v>');
  });
});

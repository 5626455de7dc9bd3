import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from '../../../cloudfunctions/common/wechat/codec';
import { endpoints, type Endpoint } from '../../../cloudfunctions/common/wechat/endpoints';
import { parseWireJson } from '../../../cloudfunctions/common/wechat/wire-json';
import contractSamples from '../../fixtures/wechat/contract-samples.json';

const folder = join(__dirname, '../../fixtures/wechat/samples');

/** Every printed sample as text: the files, and those that stand in the description of the interfaces. */
const samples: Record<string, string> = {
  ...Object.fromEntries(Object.entries(contractSamples).map(([name, body]) => [name, JSON.stringify(body)])),
  ...Object.fromEntries(
    ['', 'seed002/'].flatMap((sub) =>
      readdirSync(join(folder, sub))
        .filter((file) => file.endsWith('.json'))
        .map((file) => [`${sub}${file.slice(0, -'.json'.length)}`, readFileSync(join(folder, sub, file), 'utf8')]),
    ),
  ),
};

const nameOf = ({ path, query }: Endpoint) =>
  path.slice(1).replaceAll('/', '_') + (path.endsWith('/setbizattr') ? `__${query?.['action']}` : '');
const byName = new Map(
  (Object.values(endpoints) as unknown as Endpoint[]).map((endpoint) => [nameOf(endpoint), endpoint] as const),
);

/** The interface that a sample belongs to, by the name of its file. */
const endpointOf = (sample: string): Endpoint => {
  const [name = ''] = sample.replace(/^seed002\/reimburse_/, 'card_invoice_reimburse_').split(/[~.]/);
  const found = byName.get(name);
  if (!found) throw new Error(`no interface for the sample ${sample}`);
  return found;
};

const named = (part: string) =>
  // The door of seed 002 itself is not WeChat's.
  Object.keys(samples).filter((name) => name.endsWith(part) && name !== 'seed002/proxy_getToken.response');
const requests = named('.request');
const answers = named('.response').filter((name) => !name.includes('~error'));
const textOf = (name: string) => samples[name] ?? '';

/** Samples that hold a placeholder or break the rules of their own page, and where. */
const defective: Record<string, RegExp> = {
  'cgi-bin_stable_token.request': /appid/,
  'cgi-bin_stable_token~force.request': /appid/,
  'card_invoice_insert.request': /billing_time/,
  'card_invoice_reimburse_updatestatusbatch.request': /reimburse_status/,
};

const failureOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { failure?: unknown }).failure ?? error;
  }
  return undefined;
};

/** What a decoded answer must hold: all that was printed, but for the outcome and a field that only one page knows. */
const printed = (name: string): object => {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || !value) return value;
    const known = Object.entries(value).filter(([key]) => !['errcode', 'errmsg', 'accept'].includes(key));
    return Object.fromEntries(known.map(([key, entry]) => [key, strip(entry)]));
  };
  return strip(parseWireJson(textOf(name))) as object;
};

type Json = Record<string, unknown>;
const everywhere = (value: unknown, change: (entries: [string, unknown][]) => [string, unknown][]): unknown => {
  if (Array.isArray(value)) return value.map((item) => everywhere(item, change));
  if (typeof value !== 'object' || !value) return value;
  return Object.fromEntries(change(Object.entries(value).map(([key, entry]) => [key, everywhere(entry, change)])));
};
const rewritten = (change: (entries: [string, unknown][]) => [string, unknown][]) => (text: string) =>
  JSON.stringify(everywhere(JSON.parse(text), change));

/** The ways in which WeChat's servers have been seen to say the same thing. */
const dialects: Record<string, (text: string) => string> = {
  'numbers as text': rewritten((entries) =>
    entries.map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]),
  ),
  'digits as numbers': rewritten((entries) =>
    entries.map(([key, value]) => [
      key,
      typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : value,
    ]),
  ),
  'long digits as bare numbers': (text) => text.replace(/"([1-9]\d{16,})"/g, '$1'),
  'without errcode': rewritten((entries) => entries.filter(([key]) => key !== 'errcode')),
  'another word of success': rewritten((entries) =>
    entries.map(([key, value]) => [key, key === 'errmsg' ? 'sucesss' : value]),
  ),
  'escaped slashes': (text) => text.replaceAll('/', '\\/'),
  'blanks around keys': rewritten((entries) => entries.map(([key, value]) => [` ${key} `, value])),
  'fields that nobody knows, and nulls': rewritten((entries) => [
    ...entries,
    ['brand_new', { a: [1] }],
    ['nothing', null],
  ]),
  'a byte order mark': (text) => `\uFEFF${text}`,
};

describe('samples printed by WeChat', () => {
  it('are all there', () => {
    expect(requests.length).toBeGreaterThanOrEqual(28);
    expect(answers.length).toBeGreaterThanOrEqual(35);
    expect(new Set([...requests, ...answers].map((name) => endpointOf(name))).size).toBe(Object.keys(endpoints).length);
  });

  it.each(requests.filter((name) => !(name in defective)))('%s passes the encoder unchanged', (name) => {
    const request = JSON.parse(textOf(name)) as Json;
    expect(encode(endpointOf(name), request)).toEqual(request);
  });

  it.each(Object.entries(defective))('%s is refused where it breaks the rules of its page', (name, where) => {
    const failure = failureOf(() => encode(endpointOf(name), JSON.parse(textOf(name))));
    expect(failure).toMatchObject({ code: 'wechat_invalid_request', hint: expect.stringMatching(where) });
  });

  it.each(answers)('%s is understood, and nothing of it lost', (name) => {
    expect(decode(endpointOf(name), textOf(name))).toMatchObject(printed(name));
  });

  describe.each(Object.entries(dialects))('are understood alike with %s', (_dialect, say) => {
    it.each(answers)('%s', (name) => {
      const plain = decode(endpointOf(name), textOf(name));
      expect(decode(endpointOf(name), say(textOf(name)))).toEqual(plain);
    });
  });

  it('fail by their code', () => {
    const failure = failureOf(() =>
      decode(endpointOf('cgi-bin_token~error.response'), textOf('cgi-bin_token~error.response')),
    );
    expect(failure).toMatchObject({
      code: 'wechat_appid_invalid',
      wechat: { errcode: 40013, errmsg: 'invalid appid' },
    });
  });
});

import fc from 'fast-check';
import type { PushAccount } from '../../../cloudfunctions/common/wechat/push-accounts';
import { eventOf } from '../../../cloudfunctions/common/wechat/push-event';
import { openDelivery, PushRefused, type Delivery } from '../../../cloudfunctions/common/wechat/push-gate';
import { isHttpEvent } from '../../../cloudfunctions/common/runtime/http-event';
import { appidOf, deliveryOf } from '../../../cloudfunctions/push/http';
import type { UnixSeconds } from '../../../contract/primitives';
import { encryptedPush, plainPush, type PushSecrets } from '../../support/signed-push';

const now = 1_700_000_000 as UnixSeconds;
const appid = 'wxde00000000000002';
const keys = [
  'Dzyo5rkjHGDS40P8VjqXGcX4xG4g8Ge538q0VkDzyo4',
  'RD69L4KjSGI9QloLaEoIMKQg5rdvGGR3AkKomLe3Trk',
  'sSSxRiWBGFw7s57KRGP0ibshqHqUJ50eK5twZdVVIsQ',
];
const tokens = ['token-new', 'token-old', 'token-oldest'];
const secrets: PushSecrets = { appid, token: 'token-new', encodingAesKey: keys[0] ?? '' };
const account: PushAccount = { appid, tokens, encodingAesKeys: keys, mode: 'compatible' };

/** Lets in, or refuses in the one way in which it may; anything else fails the test. */
const outcome = (delivery: Delivery): 'let in' | 'refused' => {
  try {
    const fields = openDelivery(account, delivery, now);
    expect(
      Object.entries(fields).every(([name, value]) => /^[A-Za-z]\w*$/.test(name) && typeof value === 'string'),
    ).toBe(true);
    eventOf(appid, fields, now);
    return 'let in';
  } catch (error) {
    if (!(error instanceof PushRefused)) throw error;
    return 'refused';
  }
};

const fragment = fc.oneof(
  fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    '<xml>',
    '</xml>',
    '<![CDATA[',
    ']]>',
    '<!',
    '<!--',
    '-->',
    '<?',
    '?>',
    '&',
    '&amp;',
    '&#x0;',
    '&#99999999;',
  ),
  fc.constantFrom(
    '<Event>',
    '</Event>',
    '<a b="c">',
    '<a b=>',
    '<__proto__>',
    '<constructor>',
    '</constructor>',
    '<hasOwnProperty>',
    '<toString/>',
  ),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ':',
    ',',
    'null',
    '1e999',
    '12345678901234567890',
    '"Event"',
    '"__proto__"',
    '\\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const soup = fc.oneof(
  fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.array(fragment, { maxLength: 40 }).map((parts) => `<xml>${parts.join('')}</xml>`),
  fc.array(fragment, { maxLength: 40 }).map((parts) => `{${parts.join('')}}`),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** Text as a person or WeChat may write it: any sign that XML 1.0 can carry. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((value) => value.replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
  .map((value) => value.trim());
const names = [
  'ToUserName',
  'FromUserName',
  'CreateTime',
  'MsgType',
  'Event',
  'SuccOrderId',
  'FailOrderId',
  'title',
  'attach',
];
const message = fc.dictionary(fc.constantFrom(...names), text, { minKeys: 1 });

const asXml = (fields: Record<string, string>, blank: string): string =>
  `<xml>${Object.entries(fields)
    .map(
      ([name, value]) => `<${name}>${blank}<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>${blank}</${name}>`,
    )
    .join('\n')}</xml>`;

describe('the gate for pushes, whatever is thrown at it', () => {
  it('lets in or refuses any signed body, and does nothing else', () => {
    fc.assert(
      fc.property(soup, (body) => void outcome(plainPush(secrets, body, now))),
      { numRuns: 1500 },
    );
  });

  it('lets in or refuses any sealed message, and does nothing else', () => {
    fc.assert(
      fc.property(soup, fc.boolean(), (body, json) => void outcome(encryptedPush(secrets, body, now, { json }))),
      { numRuns: 500 },
    );
  });

  it('lets in or refuses any envelope whose signature is right by chance', () => {
    fc.assert(
      fc.property(soup, fc.base64String({ maxLength: 200 }), (around, sealed) => {
        const { query } = encryptedPush(secrets, 'x', now);
        outcome({ query, body: `${around}<Encrypt><![CDATA[${sealed}]]></Encrypt>` });
      }),
      { numRuns: 500 },
    );
  });

  it('refuses every push in which one letter of the cipher text, nonce or signature was changed', () => {
    const sealed = encryptedPush(secrets, asXml({ Event: 'e', MsgType: 'event' }, ''), now);
    const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
    const cipher = /<Encrypt><!\[CDATA\[/.exec(sealed.body);
    const start = (cipher?.index ?? 0) + (cipher?.[0].length ?? 0);
    fc.assert(
      fc.property(fc.nat(63), (place) => {
        const at = start + place;
        const body = sealed.body.slice(0, at) + other(sealed.body.charAt(at)) + sealed.body.slice(at + 1);
        expect(outcome({ ...sealed, body })).toBe('refused');
        for (const name of ['msg_signature', 'nonce']) {
          const value = sealed.query[name] ?? '';
          const spot = place % value.length;
          const changed = value.slice(0, spot) + other(value.charAt(spot)) + value.slice(spot + 1);
          expect(outcome({ ...sealed, query: { ...sealed.query, [name]: changed } })).toBe('refused');
        }
      }),
    );
  });

  it('reads what was said in every mode and format, with every token and key that is in use', () => {
    const secretsInUse = fc.record({
      appid: fc.constant(appid),
      token: fc.constantFrom(...tokens),
      encodingAesKey: fc.constantFrom(...keys),
    });
    fc.assert(
      fc.property(
        message,
        secretsInUse,
        fc.constantFrom('', ' ', '\n  '),
        fc.boolean(),
        (fields, used, blank, json) => {
          const said = json ? JSON.stringify(fields) : asXml(fields, blank);
          expect(openDelivery(account, plainPush(used, said, now), now)).toEqual(fields);
          expect(openDelivery(account, encryptedPush(used, said, now, { json }), now)).toEqual(fields);
        },
      ),
      { numRuns: 300 },
    );
  });

  const fill = (piece: string) => piece.repeat(Math.floor((127 * 1024) / piece.length));
  it.each([
    ['sections that never end', `<xml><!-- ${fill('<![CDATA[')}`],
    ['sections that never end, and a declaration', `${fill('<![CDATA[')}`.replace('<![CDATA[', '<!a')],
    ['tags that never close', `<xml>${fill('<a>')}`],
    ['closing tags alone', `<xml>${fill('</a>')}`],
    ['one tag without an end', `<xml><a ${fill('b="c" ')}`],
    ['entities', `<xml><a>${fill('&amp;')}</a></xml>`],
    ['half entities', `<xml><a>${fill('&#')}</a></xml>`],
    ['quotes', `{${fill('"')}`],
    ['escaped quotes that never end', `{"${fill('\\"')}\\`],
    ['brackets', `{"a":${fill('[')}`],
    ['braces', fill('{"a":')],
    ['digits', `{"a":${fill('9')}}`],
    ['blanks', `{${fill(' ')}"`],
    ['many fields', `<xml>${Array.from({ length: 9000 }, (_, index) => `<a${index}/>`).join('')}</xml>`],
  ])('is done with 128 kB of %s at once', (_what, body) => {
    const started = performance.now();
    outcome(plainPush(secrets, body, now));
    outcome({ query: encryptedPush(secrets, 'x', now).query, body: `<Encrypt>${body}` });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('what the gateway hands over', () => {
  it('is read or found not to be HTTP, whatever it is', () => {
    const parameters = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.anything()));
    const event = fc.record(
      {
        path: fc.oneof(fc.string(), fc.constant(`/push/${appid}`), fc.integer()),
        httpMethod: fc.constantFrom('GET', 'POST', 'PUT', 7),
        queryStringParameters: parameters,
        body: fc.oneof(fc.string(), fc.anything()),
        isBase64Encoded: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false'), fc.anything()),
        requestContext: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.anything()), (given) => {
        if (!isHttpEvent(given)) return;
        const { query, body } = deliveryOf(given);
        expect(typeof body).toBe('string');
        expect(Object.values(query).every((value) => typeof value === 'string')).toBe(true);
        expect(appidOf(given)).toMatch(/^(wx[0-9a-f]{16})?$/);
      }),
    );
  });

  it('is the same message as text and as base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(true, 'true'), (body, isBase64Encoded) => {
        const http = { path: `/push/${appid}`, httpMethod: 'POST', queryStringParameters: { nonce: '1' } };
        const encoded = Buffer.from(body).toString('base64');
        expect(deliveryOf({ ...http, body: encoded, isBase64Encoded })).toEqual(
          deliveryOf({ ...http, body: Buffer.from(body).toString() }),
        );
      }),
    );
  });

  it('is refused by its size, in whatever clothes a megabyte comes', () => {
    const body = `<xml><Event>${'x'.repeat(1_000_000)}</Event></xml>`;
    const http = {
      path: `/push/${appid}`,
      httpMethod: 'POST',
      queryStringParameters: plainPush(secrets, '', now).query,
    };
    for (const event of [
      { ...http, body },
      { ...http, body: Buffer.from(body).toString('base64'), isBase64Encoded: true },
    ]) {
      expect(() => openDelivery(account, deliveryOf(event), now)).toThrow('too_large');
    }
  });
});

import { createHash } from 'node:crypto';
import { cardSignature, jsapiSignature } from '../../../cloudfunctions/common/wechat/signatures';
import vectors from '../../fixtures/wechat/samples/events/crypto-vectors.json';

describe('signatures of the JS-SDK', () => {
  it.each([vectors.jssdk_config_official, vectors.jssdk_config_seed002])(
    'are those that were printed for $url',
    ({ jsapi_ticket: ticket, noncestr, timestamp, url, signature }) => {
      expect(jsapiSignature(ticket, noncestr, Number(timestamp), url)).toBe(signature);
      expect(jsapiSignature(ticket, noncestr, Number(timestamp), `${url}#/invoices?tab=2#x`)).toBe(signature);
    },
  );

  it('sign the address as it is, letter by letter', () => {
    const sign = (url: string) => jsapiSignature('ticket', 'nonce', 1, url);
    expect(sign('https://a.example/?q=%E4%B8%AD')).not.toBe(sign('https://a.example/?q=中'));
    expect(sign('https://a.example')).not.toBe(sign('https://a.example/'));
  });

  it('of a chosen card cover five values in the order of their letters', () => {
    const right = createHash('sha1')
      .update('1414587457INVOICEWm3WZYTPz0wzccnWtickettoken-xwxde00000000000001')
      .digest('hex');
    expect(cardSignature('tickettoken-x', 'wxde00000000000001', 1_414_587_457, 'Wm3WZYTPz0wzccnW')).toBe(right);
  });
});

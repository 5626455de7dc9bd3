import fc from 'fast-check';
import { parseWireJson } from '../../../cloudfunctions/common/wechat/wire-json';

describe('JSON as WeChat sends it', () => {
  it('keeps ids above 2^53 as text, digit by digit', () => {
    expect(parseWireJson('{"s_media_id":73338439723909664,"n":[31329650932477952,-98765432109876543]}')).toEqual({
      s_media_id: '73338439723909664',
      n: ['31329650932477952', '-98765432109876543'],
    });
  });

  it('leaves numbers alone that a double holds, and digits inside of texts and fractions', () => {
    const text =
      '{"a":9007199254740991,"b":0.1234567890123456789,"c":"id 73338439723909664","d":"\\"73338439723909664","e":1e21}';
    expect(parseWireJson(text)).toEqual(JSON.parse(text));
  });

  it('reads escaped slashes, blanks around keys, a byte order mark, and nulls as absent', () => {
    expect(
      parseWireJson(
        '\uFEFF{"url":"https:\\/\\/mp.weixin.qq.com"," reimburse_status ":"X","inner":{" a":1},"gone":null}',
      ),
    ).toEqual({
      url: 'https://mp.weixin.qq.com',
      reimburse_status: 'X',
      inner: { a: 1 },
    });
  });

  it('agrees with JSON.parse on everything that has no big integers, blanks or nulls', () => {
    const key = fc.stringMatching(/^[a-z_]{1,8}$/);
    const leaf = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('node')), fc.dictionary(key, tie('node'))),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        // An integral double beyond 2^53 is written without a point: that one becomes text, as it should.
        fc.pre(!/(?<![\w.+-])-?\d{16,}(?![\d.eE])/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '')));
        expect(parseWireJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

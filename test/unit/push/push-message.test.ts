import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePush } from '../../../cloudfunctions/common/wechat/push-message';

const sample = (name: string) => readFileSync(join(__dirname, '../../fixtures/wechat/samples/events', name), 'utf8');

describe('a pushed message', () => {
  it('is read from the documented XML', () => {
    expect(parsePush(sample('user_authorize_invoice.doc-new.xml'))).toEqual({
      ToUserName: 'gh_fc0a06a20993',
      FromUserName: 'oZI8Fj040-be6rlDohc6gkoPOQTQ',
      CreateTime: '1475134700',
      MsgType: 'event',
      Event: 'user_authorize_invoice',
      SuccOrderId: '1202933957956',
      FailOrderId: '',
      AuthorizeAppId: '',
      Source: '',
    });
  });

  it('loses the blanks that the old documentation puts around every CDATA, and nothing of its numbers', () => {
    const padded = `\n<xml>\n <ToUserName> <![CDATA[gh_1]]> </ToUserName>
      <CreateTime> 1475134700 </CreateTime> <Event> <![CDATA[ user_authorize_invoice ]]> </Event>
      <SuccOrderId> <![CDATA[0012345]]> </SuccOrderId> <FailOrderId> <![CDATA[]]> </FailOrderId>
      <AppId> <![CDATA[wxde00000000000002]]> </AppId> </xml>\n`;
    expect(parsePush(padded)).toEqual({
      ToUserName: 'gh_1',
      CreateTime: '1475134700',
      Event: 'user_authorize_invoice',
      SuccOrderId: '0012345',
      FailOrderId: '',
      AppId: 'wxde00000000000002',
    });
  });

  it('keeps order ids as text when they look like other numbers', () => {
    const of = (id: string) => parsePush(`<xml><SuccOrderId>${id}</SuccOrderId></xml>`)['SuccOrderId'];
    for (const id of ['0012345', '1e5', '0x10', '12345678901234567890', '1.50', 'true', '+1']) expect(of(id)).toBe(id);
  });

  it('is read from JSON with the same fields as text', () => {
    const json =
      '{"ToUserName":"gh_1","CreateTime":1475134700,"MsgType":"event","SuccOrderId":12345678901234567890,"list":[1]}';
    expect(parsePush(json)).toEqual({
      ToUserName: 'gh_1',
      CreateTime: '1475134700',
      MsgType: 'event',
      SuccOrderId: '12345678901234567890',
      list: '[1]',
    });
  });

  it('decodes the five XML entities, and keeps markup inside of CDATA as text', () => {
    expect(parsePush('<xml><title>A &amp; B</title><remark><![CDATA[<b>&amp;]]></remark></xml>')).toEqual({
      title: 'A & B',
      remark: '<b>&amp;',
    });
  });

  it.each([
    ['a DTD', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>'],
    [
      'a bomb of entities',
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'.replace(/./g, (name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index] ?? ''};`.repeat(10)}">`)}]><xml><Event>&j;</Event></xml>`,
    ],
    ['an external entity', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Event>&f;</Event></xml>'],
    ['a late declaration', '<xml><Event>a</Event><!ENTITY b "c"></xml>'],
    ['nothing', ''],
    ['a text', 'success'],
    ['broken JSON', '{"Event":'],
    ['another root', '<html><Event>a</Event></html>'],
    ['deep nesting', `<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`],
  ])('is refused when it is %s', (_what, body) => {
    expect(() => parsePush(body)).toThrow();
  });

  it('cannot reach the prototype, nor plant operators into the database', () => {
    const fields = parsePush('{"__proto__":{"x":1},"$where":"1","a.b":"1","constructor":"c","Event":"e"}');
    expect(fields).toEqual({ constructor: 'c', Event: 'e' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

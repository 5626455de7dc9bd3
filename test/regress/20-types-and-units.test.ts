import * as v from 'valibot';
import { wechatInputs } from '../../contract/wechat';
import { endpoints } from '../../cloudfunctions/common/wechat/endpoints';
import { sPappidIn } from '../../cloudfunctions/common/wechat/s-pappid';

const right = {
  s_pappid: 'd3h4',
  order_id: 'o',
  money: 4100,
  timestamp: 1_700_000_000,
  source: 'web',
  ticket: 't',
  type: 0,
};
const passes = (more: object) => v.is(endpoints.authorizationUrl.request, { ...right, ...more });

describe('types and units', () => {
  it('take whole fen and seconds, and nothing that WeChat would silently misread', () => {
    expect(passes({})).toBe(true);
    for (const money of [41.5, 4100.000001, '4100', 0.1 + 0.2, -1, NaN]) expect(passes({ money })).toBe(false);
    // Milliseconds are clipped to 4294967295 by WeChat, without an error.
    for (const timestamp of [1_700_000_000_000, 4_294_967_296, '1700000000', 1.5])
      expect(passes({ timestamp })).toBe(false);
  });

  it('are checked at the door of the function as well', () => {
    const input = {
      key: { sPappid: 'd3h4', appid: 'wxde00000000000001', orderId: 'o' },
      money: 4100,
      source: 'wxa',
      type: 0,
      contact: { phone: '1', timeoutSeconds: 60 },
    };
    const schema = wechatInputs['authorization.url'];
    expect(v.is(schema, input)).toBe(true);
    for (const wrong of [{ money: 41.5 }, { source: 'h5' }, { type: 3 }, { key: { ...input.key, appid: 'd3h4' } }]) {
      expect(v.is(schema, { ...input, ...wrong })).toBe(false);
    }
  });

  it('keep the plus of an s_pappid, which URLSearchParams turns into a blank', () => {
    const url = (id: string) =>
      `https://mp.weixin.qq.com/bizmall/authinvoice?action=list&s_pappid=${id}#wechat_redirect`;
    expect(sPappidIn(url('d3JCEfhGLW+q0iGP+o9'))).toBe('d3JCEfhGLW+q0iGP+o9');
    expect(sPappidIn(url('d3JCEfhGLW%2Bq0iGP%2Fo9%3D'))).toBe('d3JCEfhGLW+q0iGP/o9=');
    expect(sPappidIn(url('d3h%zz'))).toBe('d3h%zz');
    expect(sPappidIn('https://mp.weixin.qq.com/?xs_pappid=1')).toBeUndefined();
  });
});

import * as v from 'valibot';
import { endpoints } from '../../cloudfunctions/common/wechat/endpoints';
import { dropEmptyOptionals } from '../../cloudfunctions/common/wechat/wire-fields';

const encode = (request: object) =>
  v.parse(endpoints.rejectInsert.request, dropEmptyOptionals(endpoints.rejectInsert.request, request));

// 72031 comes from empty optionals, numbers as text, and names that only look right.
describe('a request that WeChat would answer with 72031', () => {
  it.each([undefined, null, ''])('does not carry an optional that is %j', (url) => {
    expect(encode({ s_pappid: 's', order_id: 'o', reason: 'r', url })).toEqual({
      s_pappid: 's',
      order_id: 'o',
      reason: 'r',
    });
  });

  it('is refused when a required field is empty, missing, of another type or with a blank in its name', () => {
    const right = { s_pappid: 's', order_id: 'o', reason: 'r' };
    for (const wrong of [
      { reason: '' },
      { reason: undefined },
      { order_id: 111229 },
      { 's_pappid ': 's' },
      { reasn: 'r' },
    ]) {
      expect(() => encode({ ...right, ...wrong })).toThrow();
    }
  });

  it("keeps WeChat's own spelling of time_out, which a client once sent as timeout", () => {
    const { request } = endpoints.setContact;
    expect(v.is(request, { contact: { phone: '1', time_out: 12345 } })).toBe(true);
    expect(v.is(request, { contact: { phone: '1', timeout: 12345 } })).toBe(false);
  });
});

import type { UnixSeconds } from '../../../contract/primitives';
import { eventOf } from '../../../cloudfunctions/common/wechat/push-event';
import { parsePush } from '../../../cloudfunctions/common/wechat/push-message';
import { authorizeXml } from '../../support/signed-push';

const now = 1_700_000_100 as UnixSeconds;
const appid = 'wxde00000000000002';
const authorized = (orderId: string, at?: number, openid?: string) =>
  eventOf(appid, parsePush(authorizeXml(orderId, at, openid)), now);
const event = (fields: Record<string, string>) =>
  eventOf(appid, { MsgType: 'event', CreateTime: '1700000000', ...fields }, now);

describe('a pushed event as it is kept', () => {
  it('holds its fields as they came, its order and its time', () => {
    expect(authorized('0012345')).toMatchObject({
      appid,
      event: 'user_authorize_invoice',
      orderId: '0012345',
      createTime: 1_700_000_000,
      receivedAt: now,
      state: 'received',
      fields: { AuthorizeAppId: 'wxde00000000000001', Source: 'wxa', FailOrderId: '' },
    });
  });

  it('is one however often it is delivered, and two for two orders of one user in one second', () => {
    expect(authorized('a')?._id).toBe(authorized('a')?._id);
    expect(authorized('a')?._id).not.toBe(authorized('b')?._id);
    expect(eventOf('wxde00000000000005', parsePush(authorizeXml('a')), now)?._id).not.toBe(authorized('a')?._id);
  });

  it('does not take the failure of a page for its later success, nor for its next failure', () => {
    const failed = (at: string) =>
      event({ Event: 'user_authorize_invoice', SuccOrderId: '', FailOrderId: 'a', CreateTime: at });
    expect(new Set([failed('1')?._id, failed('2')?._id, authorized('a')?._id]).size).toBe(3);
    expect(failed('1')?.orderId).toBe('a');
  });

  it('is told apart by card, code, state and time when a card changes', () => {
    const change = { Event: 'update_invoice_status', CardId: 'p1', Code: '186', Status: 'INVOICE_REIMBURSE_LOCK' };
    const ids = [
      event(change),
      event({ ...change, FromUserName: 'another spelling' }),
      event({ ...change, Code: '187' }),
      event({ ...change, Status: 'INVOICE_REIMBURSE_INIT' }),
      event({ ...change, CreateTime: '1700000009' }),
    ].map((one) => one?._id);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(4);
  });

  it('is kept and left alone when nobody knows it, and not kept when it is no event', () => {
    expect(event({ Event: 'subscribe' })).toMatchObject({ state: 'parked', reason: 'unknown_event' });
    expect(eventOf(appid, { MsgType: 'text', Content: 'hello' }, now)).toBeUndefined();
    expect(event({})).toBeUndefined();
  });

  it('takes our time when its own cannot be read', () => {
    expect(event({ Event: 'subscribe', CreateTime: '1700000000000' })?.createTime).toBe(now);
  });
});

import type { BuyerOutput } from '../../../contract/buyer';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { refuse } from './failures';
import { ownApplication } from './own-application';

/** A fresh way to WeChat's authorization page, for one application that waits. It goes only to whoever asked. */
export const authorizationEntry = async (
  ports: Ports,
  application: ApplicationRecord,
  { contact }: Pick<MerchantRecord, 'contact'>,
): Promise<BuyerOutput['applications.authorize']> => {
  if (application.authorization.state !== 'waiting' || application.source !== 'wxa') throw refuse('not_waiting');
  const { _id, key, amount, type } = application;
  const { url, appid } = await ports.call('wechat', 'authorization.url', {
    key,
    money: amount,
    source: 'wxa',
    type,
    contact,
  });
  if (!appid) throw fail('unavailable', { hint: '开发者：微信没有给出授权小程序的 appid' });
  return { applicationId: _id, orderId: application.orderId, authorization: { appid, path: url } };
};

/** The same for the caller's application that was left waiting. */
export const authorizeAgain = async (
  ports: Ports,
  openid: string,
  applicationId: string,
): Promise<BuyerOutput['applications.authorize']> => {
  const application = await ownApplication(ports, openid, applicationId);
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  if (!merchant) throw fail('not_found');
  return authorizationEntry(ports, application, merchant);
};

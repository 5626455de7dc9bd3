import type { BuyerOutput } from '../../../contract/buyer';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { refuse } from './failures';
import { ownApplication } from './own-application';

/**
 * A fresh address of WeChat's page, for one application that waits: on the web, or for wxa in the mini program `appid`.
 * It goes only to whoever asked.
 */
export const authorizationPage = async (
  ports: Ports,
  application: ApplicationRecord,
  { contact, authFields }: Pick<MerchantRecord, 'contact' | 'authFields'>,
  redirectUrl?: string,
): Promise<{ url: string; appid?: string }> => {
  const { key, merchantId, amount, type, source, authorization } = application;
  if (authorization.state !== 'waiting' || source === 'pay') throw refuse('not_waiting');
  const request = { key, merchantId, money: amount, source, type, contact, ...(authFields && { authFields }) };
  return ports.call('wechat', 'authorization.url', { ...request, ...(redirectUrl && { redirectUrl }) });
};

/** The same as the mini program opens it. */
export const authorizationEntry = async (
  ports: Ports,
  application: ApplicationRecord,
  merchant: Pick<MerchantRecord, 'contact' | 'authFields'>,
): Promise<BuyerOutput['applications.authorize']> => {
  if (application.source !== 'wxa') throw refuse('not_waiting');
  const { url, appid } = await authorizationPage(ports, application, merchant);
  if (!appid) throw fail('unavailable', { hint: '开发者：微信没有给出授权小程序的 appid' });
  return { applicationId: application._id, orderId: application.orderId, authorization: { appid, path: url } };
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

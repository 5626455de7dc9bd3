import { accountFor } from '../domain/scenarios';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { refuse } from './failures';

/** Links a merchant's number at WeChat Pay with its invoicing platform, and makes sure that WeChat says so: 支付后 needs it once. */
export const linkPayMerchant = async (
  ports: Ports,
  merchantId: string,
): Promise<{ mchid: string; sPappid: string }> => {
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant) throw fail('not_found');
  const appid = accountFor('pay', 'authorization', merchant);
  const { mchid, sPappid, authFields } = merchant;
  if (!appid || !mchid) throw refuse('scenario_not_set_up');
  await ports.call('wechat', 'payMerchant.set', { appid, mchid, sPappid });
  // After a payment WeChat makes the page by itself: nobody asks for one before which this could be said.
  if (authFields) await ports.call('wechat', 'authFields.set', { merchantId, appid, fields: authFields });
  const { link } = await ports.call('wechat', 'payMerchant.get', { appid });
  if (link?.mchid === mchid && link.sPappid === sPappid) return link;
  throw new AppError({
    code: 'pay_merchant_not_linked',
    message: '商户号没有关联到开票平台',
    hint: '运维：微信查到的关联与设置的不同，请核对商户号与 s_pappid',
    retryable: true,
  });
};

import type { SettingsPart, SettingsPut } from '../../../../contract/merchant-settings';
import { accountFor, sources } from '../../domain/scenarios';
import { AppError } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { failureOf } from '../../runtime/router';
import type { MerchantRecord } from '../../store/records';
import { linkPayMerchant } from '../link-pay-merchant';

/** The accounts that show WeChat's page for this merchant. */
const pageAccounts = (merchant: MerchantRecord): string[] => [
  ...new Set(sources.flatMap((source) => accountFor(source, 'authorization', merchant) ?? [])),
];

const tellContact = async (ports: Ports, merchant: MerchantRecord): Promise<void> => {
  for (const appid of pageAccounts(merchant))
    await ports.call('wechat', 'contact.set', { merchantId: merchant._id, appid, contact: merchant.contact });
};

const tellFields = async (ports: Ports, merchant: MerchantRecord): Promise<void> => {
  const { _id: merchantId, authFields: fields } = merchant;
  if (!fields) return;
  for (const appid of pageAccounts(merchant))
    await ports.call('wechat', 'authFields.set', { merchantId, appid, fields });
};

/** Links the number at WeChat Pay with the platform, and remembers what was linked. */
export const relink = async (ports: Ports, merchantId: string): Promise<{ mchid: string; sPappid: string }> => {
  const link = await linkPayMerchant(ports, merchantId);
  const at = ports.now();
  await ports.merchants.putMerchantRecord(merchantId, (existing) => {
    if (!existing) throw new AppError({ code: 'not_found', message: '没有这家商户', hint: '', retryable: false });
    const appid = accountFor('pay', 'authorization', existing) ?? '';
    return { ...existing, payLinked: { ...link, appid, at }, version: existing.version + 1 };
  });
  return link;
};

const telling: Partial<Record<SettingsPart, (ports: Ports, merchant: MerchantRecord) => Promise<unknown>>> = {
  contact: tellContact,
  fields: tellFields,
};

/**
 * Tells WeChat what has changed. What is stored holds in any case: before the next page for a buyer WeChat is told of
 * contact and fields again, and the link with WeChat Pay is shown as missing.
 */
export const tellWechat = async (
  ports: Ports,
  merchant: MerchantRecord,
  part: SettingsPart,
  mustLink: boolean,
): Promise<Pick<SettingsPut, 'warning'>> => {
  try {
    await telling[part]?.(ports, merchant);
    if (mustLink) await relink(ports, merchant._id);
    return {};
  } catch (error) {
    const { message, hint } = failureOf(error);
    return { warning: { message: `已保存，但还没有告诉微信：${message}`, hint } };
  }
};

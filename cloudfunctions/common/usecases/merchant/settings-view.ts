import { settingsParts, type PayLink, type Settings } from '../../../../contract/merchant-settings';
import { hasRight } from '../../domain/member-rights';
import { policyOf } from '../../domain/policy';
import { accountFor } from '../../domain/scenarios';
import type { MemberRecord, MerchantRecord } from '../../store/records';

/** Whether WeChat Pay was last told what is set now. */
export const payLinkOf = (merchant: MerchantRecord): PayLink => {
  const { mchid, sPappid, payLinked } = merchant;
  if (!mchid) return 'none';
  const appid = accountFor('pay', 'authorization', merchant);
  const isSame = payLinked?.mchid === mchid && payLinked.sPappid === sPappid && payLinked.appid === appid;
  return isSame ? 'linked' : 'to_link';
};

/** A merchant's settings as this member sees them. */
export const settingsFor = (merchant: MerchantRecord, { role }: Pick<MemberRecord, 'role'>): Settings => {
  const { _id, name, taxNo, shortName, logoUrl, contact, appids, mode, sPappid, authFields, mchid } = merchant;
  const { issuer, form, defaultItem, kinds, invoicingDays, maxAmount, webhook } = merchant;
  const canManage = hasRight(role, 'manage_keys');
  return {
    merchantId: _id,
    name,
    taxNo,
    shortName,
    logoUrl,
    contact,
    appids,
    mode,
    sPappid,
    ...(authFields && { fields: authFields }),
    ...(mchid && { mchid }),
    payLink: payLinkOf(merchant),
    issuer,
    form,
    ...(defaultItem && { defaultItem }),
    policy: policyOf(merchant),
    kinds,
    invoicingDays,
    ...(maxAmount !== undefined && { maxAmount }),
    role,
    editable: settingsParts.filter((part) => hasRight(role, `change_${part}`)),
    canManage,
    canAudit: hasRight(role, 'read_audit'),
    ...(canManage && webhook && { webhook: { url: webhook.url, secrets: webhook.secrets.length } }),
  };
};

import type { SettingsOutput } from '../../../../contract/merchant-settings';
import type { Ports } from '../../runtime/ports';
import { webhookObjection } from '../../runtime/webhook-request';
import type { MerchantRecord } from '../../store/records';
import { changeMerchant } from './change-merchant';
import { memberWith } from './rights';
import { invalid } from './settings-changes';

const SECRETS = 2;

const freshSecret = (ports: Ports): string => `whs_${ports.ids.randomText(40)}`;

/** Sets where the merchant's server is told of things. A first address comes with a secret, shown once. */
export const putWebhook = async (
  ports: Ports,
  openid: string,
  { merchantId, url }: { merchantId?: string | undefined; url: string },
): Promise<SettingsOutput['webhook.put']> => {
  const member = await memberWith(ports, openid, merchantId, 'manage_keys');
  const objection = webhookObjection(url);
  if (objection) throw invalid('url', `这个地址不能用：${objection}`);
  const secret = freshSecret(ports);
  const after = await changeMerchant(ports, member, (merchant) => {
    if (merchant.webhook?.url === url) return undefined;
    const webhook = { url, secrets: merchant.webhook?.secrets ?? [secret] };
    return { merchant: { ...merchant, webhook }, text: '设置通知地址', detail: [url] };
  });
  const secrets = after.webhook?.secrets ?? [];
  return { url, secrets: secrets.length, ...(secrets.includes(secret) && { secret }) };
};

/** A new secret, shown once; until the next change the one before it signs as well. */
export const rotateWebhook = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
): Promise<SettingsOutput['webhook.rotate']> => {
  const member = await memberWith(ports, openid, merchantId, 'manage_keys');
  const secret = freshSecret(ports);
  const after = await changeMerchant(ports, member, (merchant) => {
    if (!merchant.webhook) throw invalid('url', '还没有设置通知地址');
    const secrets = [secret, ...merchant.webhook.secrets].slice(0, SECRETS);
    return { merchant: { ...merchant, webhook: { ...merchant.webhook, secrets } }, text: '更换通知的签名密钥' };
  });
  const { url = '', secrets = [] } = after.webhook ?? {};
  return { url, secrets: secrets.length, secret };
};

/** From now on nobody is told. */
export const removeWebhook = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
): Promise<SettingsOutput['webhook.remove']> => {
  const member = await memberWith(ports, openid, merchantId, 'manage_keys');
  let removed = false;
  await changeMerchant(ports, member, ({ webhook, ...merchant }: MerchantRecord) => {
    removed = webhook !== undefined;
    return removed ? { merchant, text: '停用通知' } : undefined;
  });
  return { removed };
};

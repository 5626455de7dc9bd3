import type { settingsInputs, SettingsOutput } from '../../contract/merchant-settings';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { getHealth, retryParked } from '../common/usecases/merchant/health';
import { getSettings, listAudit, putSettings, relinkPayMerchant } from '../common/usecases/merchant/settings';
import { createKeyAs, listKeysAs, revokeKeyAs, rotateKeyAs } from '../common/usecases/merchant/settings-keys';
import { putWebhook, removeWebhook, rotateWebhook } from '../common/usecases/merchant/settings-webhook';

/** What a merchant has laid down and set up, who changed it, and how it stands. */
export const settingsActions: Handlers<typeof settingsInputs, SettingsOutput, string> = {
  'settings.get': ({ merchantId }, openid) => getSettings(ports, openid, merchantId),
  'settings.put': (asked, openid) => putSettings(ports, openid, asked),
  'payMerchant.relink': ({ merchantId }, openid) => relinkPayMerchant(ports, openid, merchantId),
  'audit.list': (asked, openid) => listAudit(ports, openid, asked),
  'keys.list': ({ merchantId }, openid) => listKeysAs(ports, openid, merchantId),
  'keys.create': (asked, openid) => createKeyAs(ports, openid, asked),
  'keys.rotate': (asked, openid) => rotateKeyAs(ports, openid, asked),
  'keys.revoke': (asked, openid) => revokeKeyAs(ports, openid, asked),
  'webhook.put': (asked, openid) => putWebhook(ports, openid, asked),
  'webhook.rotate': ({ merchantId }, openid) => rotateWebhook(ports, openid, merchantId),
  'webhook.remove': ({ merchantId }, openid) => removeWebhook(ports, openid, merchantId),
  'health.get': ({ merchantId }, openid) => getHealth(ports, openid, merchantId),
  'health.retry': (asked, openid) => retryParked(ports, openid, asked),
};

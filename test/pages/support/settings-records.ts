import type { Health, Settings } from '../../../contract/merchant';
import type { UnixSeconds } from '../../../contract/primitives';

/** A moment of all records. */
export const at = 1_790_000_000 as UnixSeconds;

/** Settings as an owner sees them. */
export const someSettings = (changes: Partial<Settings> = {}): Settings => ({
  merchantId: 'm-cafe',
  name: '云上小馆餐饮有限公司',
  taxNo: '91000000MA0CAFE012',
  shortName: '云上小馆',
  logoUrl: 'http://mmbiz.qpic.cn/logo/0',
  contact: { phone: '4000000001', timeoutSeconds: 86_400 },
  appids: { authorization: 'wxde00000000000001', event: 'wxde00000000000001', platform: 'wxde00000000000002' },
  mode: 'self_built',
  sPappid: 'd3hkZTAwMDAwMDAwMDAwMDAy',
  payLink: 'none',
  issuer: 'sandbox',
  form: 'digital',
  policy: {
    review: { which: 'none' },
    earliest: { moment: 'paid', days: 0 },
    reissue: { times: 3, days: 180 },
  },
  kinds: ['normal', 'special'],
  invoicingDays: 365,
  role: 'owner',
  editable: ['profile', 'contact', 'accounts', 'platform', 'fields', 'payment', 'issuing', 'policy'],
  canManage: true,
  canAudit: true,
  ...changes,
});

/** Health with nothing to complain of. */
export const someHealth = (changes: Partial<Health> = {}): Health => ({
  at,
  accounts: [
    {
      appid: 'wxde00000000000001',
      roles: ['小程序授权', '接收事件'],
      lastEvent: { at, event: 'user_authorize_invoice' },
      token: { until: at },
      contact: true,
      rights: [{ right: 'merchant', state: 'seen', at }],
    },
  ],
  payLink: 'none',
  queues: [{ tab: 'in_review', text: '待审核', count: 0 }],
  steps: { due: 0, later: 2 },
  parked: [],
  issuer: {
    state: 'known',
    health: { login: { ok: true, until: at }, faceCheck: { ok: true, until: at }, quotaLeft: 12_345, waiting: 0 },
  },
  canRetry: true,
  subscribeTemplates: ['t-1'],
  ...changes,
});

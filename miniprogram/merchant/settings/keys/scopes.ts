import type { MerchantOutput } from '../../../../contract/merchant';

type Scope = MerchantOutput['keys.list']['scopes'][number];

/** What a key may do, in words. */
export const scopeTexts: Record<Scope, string> = {
  'orders:read': '读订单',
  'orders:write': '写订单',
  'applications:read': '读申请',
  'applications:write': '发起申请',
  'invoices:read': '读发票',
  'payments:write': '下单支付',
  'webhooks:write': '重放通知',
  'keys:read': '读 API key',
  'keys:write': '管理 API key',
};

/** What a shop's system usually needs; the rest is chosen by whoever knows why. */
export const usualScopes: readonly Scope[] = ['orders:read', 'orders:write', 'applications:read', 'invoices:read'];

export type { Scope };

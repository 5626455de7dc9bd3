import type { Issuer } from '../issuing/port';
import * as applications from '../store/applications';
import * as batches from '../store/batches';
import * as cardTemplates from '../store/card-templates';
import * as claimExports from '../store/claim-exports';
import * as claimTries from '../store/claim-tries';
import * as claims from '../store/claims';
import * as counters from '../store/counters';
import * as companies from '../store/companies';
import * as companyPeople from '../store/company-people';
import * as differences from '../store/differences';
import * as events from '../store/events';
import * as exports_ from '../store/exports';
import * as files from '../store/files';
import * as handles from '../store/handles';
import * as holds from '../store/holds';
import * as health from '../store/health';
import * as idempotency from '../store/idempotency';
import * as invitations from '../store/invitations';
import * as invoiceMoves from '../store/invoice-moves';
import * as invoices from '../store/invoices';
import * as keyUses from '../store/key-uses';
import * as listing from '../store/listing';
import * as mails from '../store/mails';
import * as members from '../store/members';
import * as merchantAudit from '../store/merchant-audit';
import * as merchants from '../store/merchants';
import * as orders from '../store/orders';
import * as outbox from '../store/outbox';
import * as payments from '../store/payments';
import * as rateLimits from '../store/rate-limits';
import * as reds from '../store/reds';
import type { MerchantRecord } from '../store/records';
import * as statistics from '../store/statistics';
import * as titles from '../store/titles';
import * as wechatAccounts from '../store/wechat-accounts';
import { transact } from '../store/transact';
import * as watches from '../store/watches';
import type { verifierOf } from '../verification/verifiers';
import { factsOf } from '../wechat/push-facts';
import { callFunction } from './call';
import { nowSeconds } from './clock';
import * as ids from './ids';
import { kickOutbox } from './kick-outbox';
import { canMail } from './mail-settings';
import type { sendMail } from './send-mail';
import type { sendWebhook } from './webhook-request';

/** What the use cases see of the world outside. */
export const ports = {
  now: nowSeconds,
  ids,
  canMail,
  transact,
  applications,
  batches,
  cardTemplates,
  claimExports,
  claimTries,
  claims,
  companies,
  companyPeople,
  counters,
  events,
  exports: exports_,
  differences,
  files,
  handles,
  holds,
  health,
  idempotency,
  invitations,
  invoiceMoves,
  invoices,
  keyUses,
  listing,
  mails,
  members,
  merchantAudit,
  merchants,
  orders,
  outbox,
  payments,
  rateLimits,
  reds,
  statistics,
  titles,
  wechatAccounts,
  watches,
  call: callFunction,
  kick: kickOutbox,
  factsOf,
};
export type Ports = typeof ports;

/** A message to the person on the phone, after a subscription that they gave. */
export interface ServiceMessage {
  openid: string;
  /** `attention`: to a merchant's people, what waits for them. */
  template: 'issued' | 'rejected' | 'attention';
  page: string;
  facts: { merchant: string; amount: string; result: string };
}

/** What only `jobs` may do: it alone holds the issuers' credentials. */
export interface WorkerPorts extends Ports {
  issuerOf(merchant: MerchantRecord): Issuer;
  verifierOf: typeof verifierOf;
  notify(message: ServiceMessage): Promise<void>;
  sendWebhook: typeof sendWebhook;
  sendMail: typeof sendMail;
}

/** The names of design: three small machines of an application, and the documents beside it. */

export const authorizationStates = [
  'none',
  'waiting',
  'authorized',
  'rejected',
  'failed',
  'withdrawn',
  'expired',
] as const;
export type AuthorizationState = (typeof authorizationStates)[number];

export const issuingStates = ['none', 'in_review', 'accepted', 'issued', 'failed'] as const;
export type IssuingState = (typeof issuingStates)[number];

export const cardStates = ['none', 'insert_accepted', 'inserted', 'discarded', 'failed'] as const;
export type CardState = (typeof cardStates)[number];

export const invoiceStates = ['normal', 'partly_reversed', 'reversed'] as const;
export type InvoiceState = (typeof invoiceStates)[number];

/** The life of one 冲红. */
export const redStates = [
  'requested',
  'unneeded',
  'awaiting_buyer',
  'awaiting_seller',
  'confirmed',
  'accepted',
  'issued',
  'refused',
  'lapsed',
  'withdrawn',
  'failed',
] as const;
export type RedState = (typeof redStates)[number];

/** 开票有误, 销货退回, 服务中止, 销售折让. */
export const redReasons = ['error', 'return', 'service_ended', 'allowance'] as const;
export type RedReason = (typeof redReasons)[number];

/** What a member may do with a red that exists; the answers offer them. */
export const redActions = ['confirm', 'refuse', 'withdraw', 'retry'] as const;
export type RedAction = (typeof redActions)[number];

/** As WeChat names them, without its prefix. */
export const reimburseStates = ['INIT', 'LOCK', 'CLOSURE', 'CANCEL'] as const;
export type ReimburseState = (typeof reimburseStates)[number];

/** What a buyer can do with an order's invoice. */
export const orderStates = ['invoiceable', 'not_invoiceable', 'in_progress', 'invoiced'] as const;
export type OrderState = (typeof orderStates)[number];

/** What the buyer may do next with an application; the answers offer them, the phone draws them. */
export const buyerActions = ['authorize', 'refresh', 'withdraw', 'reapply', 'files', 'learn_card', 'reissue'] as const;
export type BuyerAction = (typeof buyerActions)[number];

/** What a merchant's server is told of. */
export const webhookEvents = [
  'invoice.issued',
  'invoice.failed',
  'application.rejected',
  'card.inserted',
  'card.failed',
  'red.issued',
  'invoice.reversed',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Where an application stands in the merchant's list: exactly one of these, each a tab. */
export const listStates = [
  'waiting',
  'early',
  'in_review',
  'to_confirm',
  'to_reverse',
  'issuing',
  'issued',
  'card_failed',
  'failed',
  'rejected',
  'ended',
  'partly_reversed',
  'reversed',
  'discarded',
] as const;
export type ListState = (typeof listStates)[number];

/** What a member may be for a merchant. */
export const memberRoles = ['owner', 'finance', 'clerk', 'viewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** What a member may do with an application; the answers offer them, as the moves and the role allow. */
export const merchantActions = ['approve', 'reject', 'retry', 'release', 'insert', 'reverse', 'reissue'] as const;
export type MerchantAction = (typeof merchantActions)[number];

/** What a member may do that moves no application. */
export const memberTasks = ['mail', 'attach', 'claim_link', 'issue_first', 'till', 'receipts'] as const;
export type MemberTask = (typeof memberTasks)[number];

/** The tone in which a state is drawn: colour and icon follow from it. */
export type Tone = 'waiting' | 'working' | 'done' | 'attention' | 'failed' | 'ended';

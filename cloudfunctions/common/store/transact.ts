import type { ClaimItemRecord, ClaimRecord } from './claims';
import { inTransaction, type Documents } from './database';
import type { BatchRecord } from './batches';
import type { ExportRecord } from './exports';
import type { InvitationRecord } from './invitations';
import type { MailRecord } from './mails';
import type { MerchantAuditRecord } from './merchant-audit';
import type {
  ApplicationRecord,
  CounterRecord,
  InvoiceRecord,
  MemberRecord,
  MerchantRecord,
  OrderRecord,
  OutboxRecord,
} from './records';
import type { RedRecord } from './reds';

/** The documents that change together. */
export interface Tx {
  readonly orders: Documents<OrderRecord>;
  readonly applications: Documents<ApplicationRecord>;
  readonly invoices: Documents<InvoiceRecord>;
  readonly reds: Documents<RedRecord>;
  readonly outbox: Documents<OutboxRecord>;
  readonly counters: Documents<CounterRecord>;
  readonly claims: Documents<ClaimRecord>;
  readonly claimItems: Documents<ClaimItemRecord>;
  readonly mails: Documents<MailRecord>;
  readonly exports: Documents<ExportRecord>;
  readonly batches: Documents<BatchRecord>;
  readonly merchants: Documents<MerchantRecord>;
  readonly members: Documents<MemberRecord>;
  readonly invitations: Documents<InvitationRecord>;
  readonly merchantAudit: Documents<MerchantAuditRecord>;
}

/** All writes of `work` hold or none; on a conflict it runs again from the start. */
export const transact = <R>(work: (tx: Tx) => Promise<R>): Promise<R> =>
  inTransaction((transaction) =>
    work({
      orders: transaction.collection('orders'),
      applications: transaction.collection('applications'),
      invoices: transaction.collection('invoices'),
      reds: transaction.collection('reds'),
      outbox: transaction.collection('outbox'),
      counters: transaction.collection('daily_counters'),
      claims: transaction.collection('claims'),
      claimItems: transaction.collection('claim_invoices'),
      mails: transaction.collection('mails'),
      exports: transaction.collection('exports'),
      batches: transaction.collection('batches'),
      merchants: transaction.collection('merchants'),
      members: transaction.collection('members'),
      invitations: transaction.collection('merchant_invitations'),
      merchantAudit: transaction.collection('merchant_audit'),
    }),
  );

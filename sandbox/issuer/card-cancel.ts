import { afterFailure } from './card-patience';
import type { Issuing } from './issuing';
import type { Card, StoredInvoice } from './store';
import { WeChatRefusal, type WeChatAccount } from './wechat-account';

/** WeChat says the older of these of a closed card, too. */
const alreadyCancelled = [72060, 72024];

export interface CardCancelParts {
  issuing: Issuing;
  account: WeChatAccount;
  signal: () => AbortSignal;
}

/** Cancels the cards of invoices that were wholly reversed. */
export const createCardCancel =
  ({ issuing, account, signal }: CardCancelParts) =>
  /** One try. Answers the seconds after which another is due; undefined when it has come to its end. */
  async ({ merchantId, request, card }: StoredInvoice, tries: number): Promise<number | undefined> => {
    if (card?.cancel?.status !== 'under_way') return undefined;
    const { cardId: card_id, code, cancel: before } = card;
    const put = (cancel: NonNullable<Card['cancel']>) =>
      issuing.putCard(merchantId, request.serial, { ...card, cancel });
    if (!code) {
      put({ status: 'refused', refusal: { message: '卡券 code 已遗失，无法撤销' } });
      return undefined;
    }
    try {
      const reimburse_status = 'INVOICE_REIMBURSE_CANCEL';
      await account.call('/card/invoice/platform/updatestatus', { card_id, code, reimburse_status });
      put({ status: 'done' });
      return undefined;
    } catch (error) {
      if (signal().aborted) throw error;
      const answered = error instanceof WeChatRefusal;
      // Where an answer was lost before, it was most likely that try which has done it.
      if (answered && before.lost && alreadyCancelled.includes(error.errcode)) {
        put({ status: 'done' });
        return undefined;
      }
      const next = afterFailure(error, tries);
      if ('refusal' in next) {
        put({ status: 'refused', refusal: next.refusal });
        return undefined;
      }
      if (!answered) put({ status: 'under_way', lost: true });
      return next.pause;
    }
  };

import { cardAnswer } from './card-life';
import { failureAnswer } from './failures';
import type { Files } from './files';
import { redFacts } from './red-facts';
import type { StoredRed } from './red-store';
import { lineAmounts, requestTotal } from './request';
import { reversedFen } from './reversal';
import type { Store, StoredInvoice } from './store';
import type { TaxBureau, WaitingReason } from './tax-bureau';

const waitingTexts: Record<WaitingReason, string> = {
  login: '开票员需登录电子税务局',
  face_check: '开票员需完成人脸认证',
};

export interface AnswerParts {
  store: Store;
  bureau: TaxBureau;
  files: Files;
  scanUrl: (merchantId: string) => string;
}

/** Invoices and reds as the API answers them. */
export const createAnswers = ({ store, bureau, files, scanUrl }: AnswerParts) => {
  const waitingOf = (merchantId: string) => {
    const reason = bureau.waitingReason(merchantId);
    return reason && { reason, message: waitingTexts[reason], scanUrl: scanUrl(merchantId) };
  };

  const outcomeOf = (invoice: StoredInvoice) => {
    const { merchantId, request, outcome, card, booked = false } = invoice;
    if (outcome.status === 'failed') return { status: 'failed', failure: failureAnswer(outcome.code) };
    if (outcome.status === 'issued') {
      return {
        ...outcome,
        files: files.links(merchantId, request.serial),
        ...(card && { card: cardAnswer(card) }),
        booked,
        reds: store.reds.ofInvoice(merchantId, request.serial).map(({ redSerial }) => redSerial),
        reversedFen: reversedFen(store, invoice),
      };
    }
    const waiting = waitingOf(merchantId);
    return waiting ? { status: 'waiting_for_person', waiting } : { status: 'accepted' };
  };

  return {
    invoice: (invoice: StoredInvoice) => {
      const { request, attempt, acceptedAt } = invoice;
      return {
        serial: request.serial,
        kind: request.kind,
        special: request.special,
        attempt,
        acceptedAt,
        ...outcomeOf(invoice),
        ...requestTotal(request),
        lines: request.lines.map((line) => ({
          name: line.name,
          taxCode: line.taxCode,
          ...(line.spec && { spec: line.spec }),
          ...(line.unit && { unit: line.unit }),
          ...(line.quantity && { quantity: line.quantity }),
          rate: line.rate,
          ...(line.discountFen > 0 && { discountFen: line.discountFen }),
          ...lineAmounts(line),
        })),
      };
    },

    red: (red: StoredRed, blue: StoredInvoice) => {
      const { merchantId, redSerial, state } = red;
      const waiting = state.status === 'accepted' ? waitingOf(merchantId) : undefined;
      return {
        ...redFacts(red, blue),
        ...(waiting && { waiting }),
        ...(state.status === 'issued' && { files: files.links(merchantId, `reds/${redSerial}`) }),
      };
    },
  };
};

export type Answers = ReturnType<typeof createAnswers>;

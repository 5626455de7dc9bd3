import type { redInputs, RedOutput } from '../../contract/merchant-reds';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { answerRed, listReds, retryRed, withdrawRed } from '../common/usecases/merchant/reds';
import { reverseInvoice, reverseOptions } from '../common/usecases/merchant/reverse';

/** Reversing invoices, and answering those who ask for it. */
export const redActions: Handlers<typeof redInputs, RedOutput, string> = {
  'reds.options': ({ applicationId }, openid) => reverseOptions(ports, openid, applicationId),
  'invoices.reverse': (asked, openid) => reverseInvoice(ports, openid, asked),
  'reds.list': (asked, openid) => listReds(ports, openid, asked),
  'reds.answer': (asked, openid) => answerRed(ports, openid, asked),
  'reds.withdraw': (asked, openid) => withdrawRed(ports, openid, asked),
  'reds.retry': (asked, openid) => retryRed(ports, openid, asked),
};

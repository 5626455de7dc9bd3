import { merchantInputs, type MerchantOutput } from '../../contract/merchant';
import { requirePerson } from '../common/runtime/identity';
import { route } from '../common/runtime/router';
import { invoiceActions } from './invoices';
import { memberActions } from './members';
import { receiptActions } from './receipts';
import { redActions } from './reds';
import { reportActions } from './reports';
import { settingsActions } from './settings';

/** What a merchant's people do on the phone; what they may do follows from their role, and is looked up at each call. */
export const main = route<typeof merchantInputs, MerchantOutput, string>(merchantInputs, requirePerson, {
  ...invoiceActions,
  ...receiptActions,
  ...redActions,
  ...reportActions,
  ...memberActions,
  ...settingsActions,
});

import type { MerchantInput, MerchantOutput } from '../../contract/merchant';
import { clientOf } from './client';

/** The cloud function `merchant`. */
export const merchant = clientOf<MerchantInput, MerchantOutput>('merchant');

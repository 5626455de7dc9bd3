import type { BuyerInput, BuyerOutput } from '../../contract/buyer';
import { clientOf } from './client';

/** The cloud function `buyer`. */
export const buyer = clientOf<BuyerInput, BuyerOutput>('buyer');

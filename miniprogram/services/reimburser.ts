import type { ReimburserInput, ReimburserOutput } from '../../contract/reimburser';
import { clientOf } from './client';

/** The cloud function `reimburser`. */
export const reimburser = clientOf<ReimburserInput, ReimburserOutput>('reimburser');

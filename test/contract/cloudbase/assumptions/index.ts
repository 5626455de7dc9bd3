import type { Assumption } from '../ground';
import { documents } from './documents';
import { functions } from './functions';
import { storage } from './storage';
import { transactions } from './transactions';
import { updates } from './updates';

/** Everything that the product takes for granted about CloudBase. */
export const assumptions: Record<string, Assumption[]> = { documents, updates, transactions, storage, functions };

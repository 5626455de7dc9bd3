import type { BatchAction } from '../../../contract/merchant';
import type { MerchantAction } from '../../../contract/states';
import { batchOrder } from '../lib/report-routes';

/** The server takes no more that are chosen one by one. */
export const MOST_CHOSEN = 500;

/** In the order in which they are offered. */
export const inBatches = (actions: readonly MerchantAction[]): BatchAction[] =>
  batchOrder.filter((action) => actions.includes(action));

/** The rows that are chosen on the list, and what can be done with them together. */
export class Choosing {
  private readonly rows = new Map<string, readonly MerchantAction[]>();

  /** Chooses a row, or lets it go; answers whether it is chosen now. */
  toggle(id: string, actions: readonly MerchantAction[]): boolean {
    if (this.rows.delete(id)) return false;
    if (this.rows.size < MOST_CHOSEN) this.rows.set(id, actions);
    return this.rows.has(id);
  }

  clear(): void {
    this.rows.clear();
  }

  get ids(): string[] {
    return [...this.rows.keys()];
  }

  get actions(): BatchAction[] {
    return inBatches([...this.rows.values()].flat());
  }
}

import { noOrder } from '../../lib/order-row';

/** How a card looks while orders are being picked for one invoice. */
export interface Pick {
  checked: boolean;
  disabled: boolean;
  why: string;
}

const notPicked: Pick = { checked: false, disabled: false, why: '' };

/** An order: whose it is, how much can be invoiced, and what can be done about it. */
Component({
  properties: {
    order: { type: Object, value: noOrder },
    picking: { type: Boolean, value: false },
    pick: { type: Object, value: notPicked },
  },
  methods: {
    onAction() {
      const { key, action } = this.data.order;
      this.triggerEvent(action, { key });
    },
    onToggle() {
      if (this.data.picking && !this.data.pick.disabled) this.triggerEvent('toggle', { key: this.data.order.key });
    },
  },
});

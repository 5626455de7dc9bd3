import type { Line } from '../../lib/invoice-line';

const none: Line | null = null;

/** An invoice in a table: what it is, its state, what is wrong with it; a tick where invoices are chosen. */
Component({
  properties: {
    line: { type: Object, value: none },
    choosing: { type: Boolean, value: false },
  },
  methods: {
    onChoose() {
      this.triggerEvent('choose');
    },
  },
});

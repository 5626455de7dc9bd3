import { formatFen } from '../../rules/money';

/** An amount of money: the sign small, the figures tabular. */
Component({
  properties: {
    fen: { type: Number, value: 0 },
    size: { type: String, value: 'medium' },
    /** Taken back. */
    struck: { type: Boolean, value: false },
  },
  data: { minus: '', text: '0.00' },
  observers: {
    fen(fen: number) {
      this.setData({ minus: fen < 0 ? '-' : '', text: formatFen(Math.abs(fen)) });
    },
  },
});

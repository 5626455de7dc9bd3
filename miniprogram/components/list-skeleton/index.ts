/** Cards in outline, while their content is on the way. */
Component({
  properties: {
    cards: { type: Number, value: 3 },
  },
  observers: {
    cards(cards: number) {
      this.setData({ list: Array.from({ length: cards }, (_, i) => i) });
    },
  },
  data: {
    list: [0, 1, 2],
    rows: [
      [
        { width: '55%', height: '36rpx' },
        { width: '20%', height: '36rpx' },
      ],
      { width: '80%', height: '28rpx' },
      { width: '40%', height: '56rpx' },
    ],
  },
});

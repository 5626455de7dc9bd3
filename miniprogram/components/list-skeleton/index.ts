/** Cards in outline, while their content is on the way. */
Component({
  properties: {
    cards: { type: Number, value: 3 },
  },
  data: {
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

Page({
  data: { n: 0 },
  increase() {
    this.setData({ n: this.data.n + 1 });
  },
});

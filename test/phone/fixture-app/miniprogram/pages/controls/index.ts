Page({
  data: {
    events: [] as string[],
    submitted: '',
    items: Array.from({ length: 40 }, (_, index) => index),
    fruits: ['苹果', '梨'],
  },
  note(event: { type: string; currentTarget: { dataset: { name?: string } }; detail: { value?: unknown } }) {
    const { name = '' } = event.currentTarget.dataset;
    this.setData({
      events: [...this.data.events, `${name} ${event.type} ${JSON.stringify(event.detail.value ?? '')}`],
    });
  },
  submit({ detail }: { detail: { value: unknown } }) {
    this.setData({ submitted: JSON.stringify(detail.value) });
  },
  onPullDownRefresh() {
    this.setData({ events: [...this.data.events, 'refresh'] });
    wx.stopPullDownRefresh();
  },
});

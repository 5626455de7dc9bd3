import { calls } from './calls';

Page({
  data: { names: Object.keys(calls), answer: '' },
  onLoad() {
    wx.cloud.init({});
  },
  async call({ currentTarget }: { currentTarget: { dataset: { name: string } } }) {
    this.setData({ answer: '' });
    try {
      this.setData({ answer: JSON.stringify(await calls[currentTarget.dataset.name]?.()) });
    } catch (failure) {
      this.setData({ answer: JSON.stringify(failure) });
    }
  },
});

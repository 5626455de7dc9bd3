/** What a page that is pulled down does: fetches again what it shows. */
export const pullDown = {
  async onPullDownRefresh(this: { refresh(): Promise<void> }) {
    await this.refresh();
    void wx.stopPullDownRefresh();
  },
};

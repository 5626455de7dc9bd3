Component({
  properties: { id: Number, name: String },
  data: { options: '' },
  methods: {
    onLoad(options: Record<string, string>) {
      this.setData({ options: JSON.stringify(options) });
      wx.setNavigationBarTitle({ title: `第 ${options.id} 号` });
      this.getOpenerEventChannel().emit('opened', options.id);
    },
    onUnload() {
      getApp().unloaded = true;
    },
  },
  pageLifetimes: {
    show() {
      getApp().queryShown = true;
    },
  },
});

Component({
  options: { virtualHost: true, multipleSlots: true },
  externalClasses: ['class'],
  properties: { style: String },
  pageLifetimes: {
    show() {
      getApp().shows = (getApp().shows ?? 0) + 1;
    },
    hide() {
      getApp().hides = (getApp().hides ?? 0) + 1;
    },
  },
});

/** The end of a list: more is coming, that was all, or try again. */
Component({
  properties: {
    foot: { type: String, value: 'none' },
  },
  methods: {
    onRetry() {
      this.triggerEvent('retry');
    },
  },
});

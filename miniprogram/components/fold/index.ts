/** Facts that fold away until they are needed. */
Component({
  properties: {
    title: { type: String, value: '' },
    /** What lies inside, in a few words. */
    note: { type: String, value: '' },
    open: { type: Boolean, value: false },
  },
  methods: {
    onToggle() {
      this.setData({ open: !this.data.open });
    },
  },
});

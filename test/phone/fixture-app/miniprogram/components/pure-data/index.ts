Component({
  options: { pureDataPattern: /^_/ },
  data: { _hidden: 'HIDDEN', shown: '' },
  observers: {
    _hidden(value) {
      this.setData({ shown: `saw ${value}` });
    },
  },
  lifetimes: {
    attached() {
      this.setData({ _hidden: 1 });
    },
  },
});

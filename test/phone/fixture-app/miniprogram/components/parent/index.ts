Component({
  data: { linked: 0 },
  relations: {
    '../child/index': {
      type: 'descendant',
      linked() {
        this.setData({ linked: this.data.linked + 1 });
      },
    },
  },
  methods: {
    count() {
      return `${this.getRelationNodes('../child/index').length}:${this.data.linked}`;
    },
  },
});

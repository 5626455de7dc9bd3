import type { Problem } from '../../lib/problem';

/** A page that could not be loaded: what happened, what to do, and the way to try again. */
Component({
  properties: {
    problem: { type: Object, value: null as Problem | null },
  },
  methods: {
    onRetry() {
      this.triggerEvent('retry');
    },
  },
});

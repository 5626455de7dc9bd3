import { explainProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';

const none: Problem | null = null;

/** A page that could not be loaded: what happened, and the way to try again or, where that is no use, back. */
Component({
  properties: {
    problem: { type: Object, value: none },
  },
  methods: {
    onWhy() {
      const { problem } = this.data;
      if (problem) explainProblem(problem);
    },
    onAction() {
      const { problem } = this.data;
      if (!problem || problem['retryable']) return this.triggerEvent('retry');
      if (getCurrentPages().length > 1) return wx.navigateBack();
      return wx.switchTab({ url: '/pages/orders/index' });
    },
  },
});

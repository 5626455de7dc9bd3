import { asAppError } from '../services/app-error';
import { copy } from '../services/clipboard';

/** An error as a template draws it. */
export interface Problem {
  offline: boolean;
  title: string;
  text: string;
  /** Whether trying again may help. */
  retryable: boolean;
  /** Small print, to copy for support. */
  reference: string;
}

export const problemOf = (caught: unknown): Problem => {
  const error = asAppError(caught);
  const { message: title, hint: text, retryable, reference } = error;
  return { offline: error.code === 'offline', title, text, retryable, reference };
};

/** Says an error in passing, where the screen keeps its content: the whole sentence, and what to do. */
export const showProblem = (caught: unknown): void => {
  const { title, text, reference } = problemOf(caught);
  wx.showModal({
    title,
    content: text,
    confirmText: '知道了',
    cancelText: '复制编号',
    success: ({ cancel }) => {
      if (cancel) void copy(reference);
    },
  });
};

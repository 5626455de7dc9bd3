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

/** Says that something was not done, where the screen keeps what was typed. */
export const showProblem = (caught: unknown): void => {
  const { title, text, retryable, reference } = problemOf(caught);
  wx.showModal({
    title,
    content: retryable ? `${text}。已填写的内容还在，不会重复提交。` : text,
    confirmText: '知道了',
    cancelText: '复制编号',
    success: ({ cancel }) => {
      if (cancel) void copy(reference);
    },
  });
};

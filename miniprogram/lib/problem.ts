import { asAppError } from '../services/app-error';

/** An error as a template draws it. */
export interface Problem {
  offline: boolean;
  title: string;
  text: string;
  /** Small print, to copy for support. */
  reference: string;
}

export const problemOf = (caught: unknown): Problem => {
  const error = asAppError(caught);
  return { offline: error.code === 'offline', title: error.message, text: error.hint, reference: error.reference };
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
      if (cancel) void wx.setClipboardData({ data: reference });
    },
  });
};

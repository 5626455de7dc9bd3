import { asAppError } from '../services/app-error';
import { Handover } from './handover';
import { go, problemUrl } from './routes';

/** An error as a template draws it. */
export interface Problem {
  offline: boolean;
  title: string;
  text: string;
  /** Whether trying again may help. */
  retryable: boolean;
  /** Small print, to copy for support. */
  reference: string;
  code: string;
  requestId: string;
  /** What WeChat said, when it was WeChat. */
  wechat: { errcode: number; errmsg: string } | null;
}

export const problemOf = (caught: unknown): Problem => {
  const error = asAppError(caught);
  const { message: title, hint: text, retryable, reference, code, requestId, wechat = null } = error;
  return { offline: code === 'offline', title, text, retryable, reference, code, requestId, wechat };
};

/** What the page of a problem is told by the page before it. */
export type ToldProblem = Pick<Problem, 'title' | 'text' | 'retryable' | 'code' | 'requestId' | 'wechat'>;

/** Problems on their way to their page, by the call that they came from. */
export const toldProblems = new Handover<ToldProblem>();

/** The page that says why, who can fix it and whether trying again helps. */
export const explainProblem = (problem: ToldProblem): void => {
  toldProblems.leave(problem.requestId, problem);
  void go(problemUrl(problem));
};

/** Says that something was not done, where the screen keeps what was typed. */
export const showProblem = (caught: unknown): void => {
  const problem = problemOf(caught);
  const { title, text, retryable } = problem;
  wx.showModal({
    title,
    content: retryable ? `${text}。已填写的内容还在，不会重复提交。` : text,
    confirmText: '知道了',
    showCancel: !problem.offline,
    cancelText: '查看原因',
    success: ({ cancel }) => {
      if (cancel) explainProblem(problem);
    },
  });
};

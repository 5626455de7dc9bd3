import * as v from 'valibot';

const MOST = 160;

/** A text that came in is not said again: it may be somebody's address, or a megabyte. */
const withoutText = (message: string): string =>
  message.replace(/(?: but received|: Received) ".*$/s, '').slice(0, MOST);

/** Where in the input it is; undefined for the input as a whole. */
export const placeOf = (issue: v.BaseIssue<unknown>): string | undefined => v.getDotPath(issue)?.slice(0, MOST);

/** What is wrong with an input, for its developer, each by its place. */
export const inputIssues = (issues: readonly v.BaseIssue<unknown>[]): string[] =>
  issues.map((issue) => `${placeOf(issue) ?? '请求'}：${withoutText(issue.message)}`);

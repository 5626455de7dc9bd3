import type { MemberRole, MemberTask } from '../../../contract/states';
import type { Listed } from './merchant-view';

const workers: readonly MemberRole[] = ['owner', 'finance', 'clerk'];

/** Who may do what of that which moves no application. Whoever is a member may read. */
const allowedTo: Readonly<Record<MemberTask, readonly MemberRole[]>> = {
  mail: workers,
  attach: workers,
  claim_link: workers,
  issue_first: workers,
  till: workers,
  receipts: workers,
};

export const roleMayDo = (role: MemberRole, task: MemberTask): boolean => allowedTo[task].includes(role);

/** Those that are about one application. */
export type TaskOfApplication = Extract<MemberTask, 'mail' | 'attach' | 'claim_link'>;

const possible: Readonly<Record<TaskOfApplication, (life: Listed) => boolean>> = {
  mail: ({ issuing, supersededBy }) => issuing.state === 'issued' && supersededBy === undefined,
  // Once the card is made, nothing more goes onto it.
  attach: ({ authorization, card, supersededBy }) =>
    supersededBy === undefined &&
    ['none', 'waiting', 'authorized'].includes(authorization.state) &&
    ['none', 'failed'].includes(card.state),
  claim_link: ({ type, authorization, issuing, supersededBy }) =>
    type === 2 && issuing.state === 'issued' && supersededBy === undefined && authorization.state !== 'authorized',
};

/** Whether there is anything to be done of this kind, as the application stands. */
export const isTaskNow = (life: Listed, task: TaskOfApplication): boolean => possible[task](life);

/** What a member may do with an application now that does not move it. */
export const tasksOf = (life: Listed, role: MemberRole): TaskOfApplication[] =>
  (Object.keys(possible) as TaskOfApplication[]).filter((task) => roleMayDo(role, task) && isTaskNow(life, task));

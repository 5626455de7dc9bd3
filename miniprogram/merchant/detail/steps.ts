import type { TimelineEntry } from '../../../contract/buyer';
import type { AuditEntry, MerchantInvoice } from '../../../contract/merchant';
import type { MemberRole, Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';
import { toneIcon } from '../../lib/tones';

/** A step of the timeline: what happened, who did it, when. */
export interface Step {
  key: string;
  text: string;
  who: string;
  when: string;
  reason: string;
  tone: Tone;
  icon: string;
}

const ACTORS: Record<TimelineEntry['by'], string> = {
  buyer: '买家',
  merchant: '商户',
  platform: '开票平台',
  wechat: '微信',
  system: '系统',
};

const ROLES: Record<MemberRole, string> = { owner: '店主', finance: '财务', clerk: '店员', viewer: '查看' };

/** The member's name, and the role unless the name says it already. */
const memberText = ({ name, role }: AuditEntry['member']): string =>
  name.includes(ROLES[role]) ? name : `${name}（${ROLES[role]}）`;

const happened = ({ at, text, tone: toneThen, by }: TimelineEntry, i: number, { length }: TimelineEntry[]) => {
  // What was under way when it was written down is over once something follows it.
  const isOver = i < length - 1 && (toneThen === 'working' || toneThen === 'waiting');
  return { at, text, who: ACTORS[by], reason: '', tone: isOver ? ('done' as const) : toneThen };
};

const done = ({ at, text, member, reason = '' }: AuditEntry) => ({
  at,
  text,
  who: memberText(member),
  reason,
  tone: 'ended' as const,
});

/** What happened by itself and what members did, in one order of time. */
export const stepsOf = ({ timeline, audit }: Pick<MerchantInvoice, 'timeline' | 'audit'>): Step[] =>
  [...audit.map(done), ...timeline.map(happened)]
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...step }, i) => ({ ...step, key: String(i), when: momentText(at), icon: toneIcon(step.tone) }));

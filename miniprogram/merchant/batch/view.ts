import type { BatchFailure, BatchView } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';

/** A batch as the page draws it. */
export interface Batch {
  id: string;
  text: string;
  reason: string;
  state: string;
  tone: Tone;
  who: string;
  working: boolean;
  /** Of a hundred, how far it is. */
  percent: number;
  counts: { name: string; count: number }[];
  failed: number;
}

const states: Record<BatchView['state'], { state: string; tone: Tone }> = {
  working: { state: '处理中', tone: 'working' },
  done: { state: '已处理', tone: 'done' },
  failed: { state: '没有处理完', tone: 'failed' },
};

export const batchOf = (view: BatchView): Batch => {
  const { batchId, text, reason = '', state, createdAt, createdBy, total, done, underWay, failed, skipped } = view;
  const ended = done + underWay + failed + skipped;
  return {
    id: batchId,
    text,
    reason,
    ...(state === 'done' && failed > 0 ? { state: `${failed} 张没有成功`, tone: 'attention' as const } : states[state]),
    who: `${createdBy} · ${momentText(createdAt)}`,
    working: state === 'working',
    percent: total === 0 ? 100 : Math.min(100, Math.round((100 * ended) / total)),
    counts: [
      { name: '共', count: total },
      { name: '成功', count: done },
      { name: '进行中', count: underWay },
      { name: '失败', count: failed },
      ...(skipped > 0 ? [{ name: '不适用', count: skipped }] : []),
    ],
    failed,
  };
};

export interface Failure {
  id: string;
  title: string;
  order: string;
  why: string;
  hint: string;
}

export const failureOf = ({ applicationId, orderNos, titleName, message, hint }: BatchFailure): Failure => ({
  id: applicationId,
  title: titleName ?? '买家还未选抬头',
  order: orderNos.join('、'),
  why: message,
  hint,
});

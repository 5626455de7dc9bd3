import * as v from 'valibot';
import { UnixSeconds } from '../../../../contract/primitives';
import { fail } from '../../runtime/errors';
import type { IssuerHealth } from '../port';

const Until = v.object({ ok: v.boolean(), until: UnixSeconds });

const Answer = v.object({
  result: v.object({
    login: Until,
    faceCheck: Until,
    quota: v.object({ leftFen: v.pipe(v.number(), v.safeInteger()) }),
    waiting: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    scanUrl: v.optional(v.pipe(v.string(), v.url())),
  }),
});

/** The platform's answer in our words. */
export const healthOf = (answer: unknown): IssuerHealth => {
  const parsed = v.safeParse(Answer, answer);
  if (!parsed.success) throw fail('unavailable', { hint: '开发者：开票平台的应答不符合约定' });
  const { login, faceCheck, quota, waiting, scanUrl } = parsed.output.result;
  return { login, faceCheck, quotaLeft: quota.leftFen, waiting, ...(scanUrl && { scanUrl }) };
};

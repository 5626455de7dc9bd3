import { createHash } from 'node:crypto';

/** Why an issue can fail, in the words of the platform; a retryable one may succeed later with the same serial. */
export const failures = {
  tax_bureau_busy: { message: '税局系统繁忙，请稍后重试', retryable: true },
  tax_bureau_timeout: { message: '税局系统未应答，本次确认未开出，请稍后重试', retryable: true },
  quota_exceeded: { message: '剩余额度不足，请申请提额后重试', retryable: true },
  buyer_refused: { message: '购买方信息未通过税局校验', retryable: false },
  risk_blocked: { message: '销售方已被税局限制开票', retryable: false },
} as const;

export type FailureCode = keyof typeof failures;

export const isFailureCode = (value: unknown): value is FailureCode =>
  typeof value === 'string' && Object.hasOwn(failures, value);

/** A failure as answers and callbacks tell it. */
export const failureAnswer = (code: FailureCode) => ({ code, ...failures[code] });

/**
 * One serial in twenty, chosen by the seed. What follows the last dash is often new each time and does not count: an
 * order meets the same fate in every run.
 */
export const failsByChance = (seed: number, serial: string): boolean =>
  (createHash('sha256')
    .update(`${seed}:${serial.replace(/-[^-]*$/, '')}`)
    .digest()[0] ?? 0) <
  256 / 20;

import type { UnixSeconds } from '../../../contract/primitives';

/**
 * Milliseconds since 1970. A sandbox sets CLOCK_OFFSET_MS anew for each invocation, so that its one clock rules
 * the functions too; the real cloud never sets it.
 */
export const nowMs = (): number => Date.now() + Number(process.env['CLOCK_OFFSET_MS'] ?? 0);

export const nowSeconds = (): UnixSeconds => Math.floor(nowMs() / 1000) as UnixSeconds;

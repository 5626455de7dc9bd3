const OFFSET_SECONDS = 8 * 3600;

const inChina = (at: number): string => new Date((at + OFFSET_SECONDS) * 1000).toISOString().replace('T', ' ');

/** `2026-05-01 12:00:00`, in China (+08:00). */
export const secondText = (at: number): string => inChina(at).slice(0, 19);

/** `2026-05-01 12:00`, in China (+08:00). */
export const minuteText = (at: number): string => inChina(at).slice(0, 16);

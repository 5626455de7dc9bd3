/** Beijing time as WeChat writes it in numbers: yyyyMMddHHmmss. */
export const compactTime = (seconds: number): string =>
  new Date((seconds + 8 * 3600) * 1000).toISOString().replace(/\D/g, '').slice(0, 14);

/**
 * The platform's id in the address that seturl answers. Read as raw text: older ids hold `+` and `/`, and
 * URLSearchParams would turn the plus into a blank.
 */
export const sPappidIn = (invoiceUrl: string): string | undefined => {
  const raw = /[?&]s_pappid=([^&#]+)/.exec(invoiceUrl)?.[1];
  if (!raw) return undefined;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
};

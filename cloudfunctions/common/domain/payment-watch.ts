const MINUTE = 60;
const DAY = 86_400;

/** How long WeChat is asked whether the payer wants an invoice; whoever asks later is known by WeChat's event. */
export const WATCH_SECONDS = 7 * DAY;

/** Seconds until the next look at a payment: a minute, two, four … and from then on a day. */
export const paymentPause = (looks: number): number => Math.min(DAY, MINUTE * 2 ** Math.min(looks, 20));

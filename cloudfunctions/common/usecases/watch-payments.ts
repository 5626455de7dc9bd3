import type { UnixSeconds } from '../../../contract/primitives';
import { paymentPause, WATCH_SECONDS } from '../domain/payment-watch';
import { log } from '../runtime/log';
import type { Ports } from '../runtime/ports';
import { failureOf } from '../runtime/router';
import type { PaymentRecord } from '../store/payments';
import { lookAtPayment } from './pay-order';

const MOST = 100;
const AT_ONCE = 5;
/** Leaves time for the outward steps of the same run. */
const BUDGET_MS = 10_000;

/** Whether nothing more is to be looked for. */
const isAnswered = async (ports: Ports, payment: PaymentRecord): Promise<boolean> => {
  if (await ports.applications.findByOrderId(payment._id)) return true;
  try {
    return (await lookAtPayment(ports, payment)) !== 'none';
  } catch (error) {
    log('payment_waits', { payment: payment._id, code: failureOf(error).code });
    return false;
  }
};

const look = async (ports: Ports, payment: PaymentRecord): Promise<void> => {
  const next = (ports.now() + paymentPause(payment.looks + 1)) as UnixSeconds;
  if (!(await ports.payments.takeLook(payment, next))) return;
  const isOver = next > payment.createdAt + WATCH_SECONDS;
  if ((await isAnswered(ports, payment)) || isOver) await ports.payments.settlePayment(payment._id);
};

/**
 * Asks WeChat about recent payments, ever more rarely: an event that was lost leads to the same application as one that
 * came.
 */
export const watchPayments = async (ports: Ports): Promise<void> => {
  const queue = await ports.payments.paymentsToLookAt(ports.now(), MOST);
  const until = Date.now() + BUDGET_MS;
  const worker = async () => {
    for (let payment = queue.shift(); payment && Date.now() < until; payment = queue.shift())
      await look(ports, payment);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

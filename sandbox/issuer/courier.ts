import type { DemoMerchant } from '../demo';
import { createAlarm } from '../wechat/alarm';
import { sendCallback, type CallbackErrand } from './callback';
import { createCardCancel } from './card-cancel';
import { createCardDelivery, type CardParts } from './card';
import type { Errand } from './store';
import type { TaxBureau } from './tax-bureau';

/** Seconds before a callback that was not taken is sent again; after the last it is given up. */
const callbackPauses = [5, 15, 60, 300, 1800, 3600, 10_800, 21_600, 43_200];
const answerWithinMs = 5000;

export interface CourierParts extends CardParts {
  bureau: TaxBureau;
  merchants: readonly DemoMerchant[];
  log: (line: string) => void;
}

/** Runs the platform's errands, cards and callbacks, when they are due on the sandbox's clock. */
export const createCourier = (parts: CourierParts) => {
  const { store, bureau, issuing, merchants, clock, signal, log } = parts;
  const insertCard = createCardDelivery(parts);
  const cancelCard = createCardCancel(parts);
  const underWay = new Map<string, Promise<void>>();

  const call = async (errand: CallbackErrand): Promise<boolean> => {
    const fault = store.value('callbackFault', 'none');
    if (fault === 'lose') return true;
    const send = () =>
      sendCallback(errand, clock.now(), AbortSignal.any([signal(), AbortSignal.timeout(answerWithinMs)])).catch(
        () => false,
      );
    const taken = await send();
    return fault === 'double' ? (await send()) && taken : taken;
  };

  /** One try. Answers the seconds after which another is due; undefined when there is none. */
  const tryOnce = async (errand: Errand): Promise<number | undefined> => {
    const { merchantId, serial, tries } = errand;
    if (errand.kind === 'callback') return (await call(errand)) ? undefined : callbackPauses[tries];
    const invoice = issuing.read(merchantId, serial);
    if (errand.kind === 'cancel') return cancelCard(invoice, tries);
    const merchant = merchants.find(({ id }) => id === merchantId);
    return merchant && insertCard(invoice, merchant, tries);
  };

  const run = async (errand: Errand) => {
    try {
      const pause = await tryOnce(errand);
      if (signal().aborted) return;
      if (pause === undefined) store.dropErrand(errand.id);
      else store.putErrand({ ...errand, tries: errand.tries + 1, dueAt: clock.now() + pause * 1000 });
      if (pause !== undefined) log(`issuer: ${errand.kind} of ${errand.serial} again in ${pause} s`);
    } catch (error) {
      if (signal().aborted) return;
      store.dropErrand(errand.id);
      log(`issuer: ${errand.kind} of ${errand.serial} given up: ${String(error)}`);
    }
  };

  /** Does what is due, and what becomes due by it; answers when the next is, in seconds. */
  const work = async (): Promise<number | undefined> => {
    for (;;) {
      if (signal().aborted) return undefined;
      const nextDecision = bureau.catchUp();
      for (const errand of store.dueErrands(clock.now())) {
        if (underWay.has(errand.id)) continue;
        underWay.set(
          errand.id,
          run(errand).finally(() => underWay.delete(errand.id)),
        );
      }
      if (underWay.size === 0) {
        const next = Math.min(nextDecision ?? Infinity, store.firstErrandAt() ?? Infinity);
        return Number.isFinite(next) ? next / 1000 : undefined;
      }
      await Promise.all(underWay.values());
    }
  };

  const alarm = createAlarm(clock, work);
  return {
    look: () => alarm.look(),
    halt: async () => {
      alarm.stop();
      await Promise.all(underWay.values());
    },
  };
};

import { isOpenRed } from '../domain/red';
import { restOf } from '../domain/red-amounts';
import { objectionToOrders } from '../domain/refunds';
import { objectionToReversal } from '../domain/reissue';
import type { Problem } from '../domain/state';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import type { RedRecord } from '../store/reds';
import { problem, problemWithOrders } from './failures';
import { newRed } from './new-red';
import { ordersOf } from './order-news';
import type { Step } from './outbox-step';

/** Whether the invoice that an application takes the place of is out of the way. */
export type Way =
  | { is: 'clear' }
  /** Its red is under way. */
  | { is: 'waiting'; red?: RedRecord }
  /** It stays as it is, and so nothing may be issued beside it. */
  | { is: 'blocked'; problem: Problem };

const endings: Partial<Record<RedRecord['state'], string>> = {
  refused: '购买方没有同意红冲原发票，新发票不再开具，原发票仍然有效',
  lapsed: '72 小时内没有确认红冲原发票，新发票不再开具，原发票仍然有效',
};

const begin = (ports: Ports, application: ApplicationRecord): Promise<Way> =>
  ports.transact(async (tx) => {
    const blue = application.replaces && (await ports.reds.readBlue(tx, application.replaces.invoiceId));
    if (!blue) return { is: 'blocked', problem: problem('reissue_not_red') };
    const open = blue.reds.find(isOpenRed);
    if (open) return { is: 'waiting', red: open };
    const ours = blue.reds.find(({ makesWayFor }) => makesWayFor === application._id);
    if (ours) {
      const message = endings[ours.state];
      return { is: 'blocked', problem: problem('reissue_not_red', message ? { message } : {}) };
    }
    const changed = objectionToOrders(application, await ordersOf(tx, application));
    if (changed) return { is: 'blocked', problem: problemWithOrders(changed) };
    const objection = objectionToReversal(blue.invoice);
    if (objection) return { is: 'blocked', problem: problem(objection) };
    const red = { ...newRed(ports, blue, 'error', restOf(blue.left)), makesWayFor: application._id };
    const told = { code: 'red_requested', text: '换开：开始红冲原发票', tone: 'working', by: 'system' } as const;
    return { is: 'waiting', red: await ports.reds.saveRed(tx, blue, red, [told]) };
  });

/** 换开: has the old invoice reversed, the whole of it, before the new one is asked for. */
export const makeWay = async ({ ports, application, follow }: Step): Promise<Way> => {
  if (!application.replaces || application.replaces.clear) return { is: 'clear' };
  const way = await begin(ports, application);
  if (way.is === 'waiting' && way.red) await follow(way.red.applicationId);
  return way;
};

import type { World } from '../world';
import { personBehind, type Control } from './desk';

/** What happened so far. */
export const mountInspection = (on: Control, world: World): void => {
  on('GET', 'calls', () =>
    Object.fromEntries(world.calls.all().map(({ path, total, byAppid }) => [path, { total, byAppid }])),
  );

  on('GET', 'cards', (c) => {
    const openid = c.req.query('openid');
    const cards = openid === undefined ? world.cards.all() : world.cards.of(personBehind(world, openid).openid);
    return cards.map(({ data, pdfHash: _pdfHash, person, ...card }) => {
      const owner = world.people.find(person);
      return { ...data, ...card, openid: owner ? world.people.openidUnder(owner, card.app_id) : person };
    });
  });

  on('GET', 'events', () => world.pushes.events());

  on('GET', 'payments', () =>
    world.payments.all().map(({ terms: _terms, person: _person, paid, ...payment }) => ({
      ...payment,
      paid: paid !== undefined,
      ...(paid ? { transaction_id: paid.transaction_id, paid_at: paid.at, entry: paid.entry !== undefined } : {}),
      notices: world.notices
        .of(payment.mchid, payment.out_trade_no)
        .map(({ url, attempts, state }) => ({ url, attempts, state })),
    })),
  );
};

import type { BuyerOutput } from '../../../contract/buyer';
import { searchKeysOf } from '../domain/search-keys';
import { withoutPerson } from '../domain/title';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, InvoiceRecord } from '../store/records';
import { leaveEverywhere } from './merchant/members-leave';
import { withdrawApplication } from './withdraw';

const PAGE = 50;

const eraseApplication = (ports: Ports, { _id }: ApplicationRecord) =>
  ports.transact(async (tx) => {
    const current = await tx.applications.get(_id);
    if (!current) return;
    for (const { _id: mail } of await tx.mails.find({ applicationId: _id })) await tx.mails.remove(mail);
    const { filled: _filled, ...authorization } = current.authorization;
    const { openid: _openid, ...card } = current.card;
    const { phoneLast4s: _phones, ...rest } = current;
    const kept = { ...rest, ...(rest.title && { title: withoutPerson(rest.title) }) };
    await tx.applications.put({
      ...kept,
      buyerOpenid: '',
      requestKey: `erased:${_id}`,
      searchKeys: searchKeysOf(kept),
      authorization,
      card,
      version: current.version + 1,
    });
  });

const eraseInvoice = (ports: Ports, { _id }: InvoiceRecord) =>
  ports.transact(async (tx) => {
    const current = await tx.invoices.get(_id);
    if (!current) return;
    await tx.invoices.put({
      ...current,
      buyerOpenid: '',
      title: withoutPerson(current.title),
      version: current.version + 1,
    });
  });

/** Repeats until the person has nothing of the kind left; what cannot be changed now is met again at the next page. */
const forAll = async <T>(next: () => Promise<T[]>, erase: (record: T) => Promise<unknown>): Promise<void> => {
  for (let page = await next(); page.length > 0; page = await next()) {
    for (const record of page) await erase(record);
  }
};

/**
 * 注销: the person's titles, mail, phone and openid go; issued invoices, and what led to them, stay as the merchant's
 * records. It may be called again after it was interrupted.
 */
export const closeAccount = async (ports: Ports, openid: string): Promise<BuyerOutput['account.close']> => {
  // A merchant's last owner has to name another one first.
  await leaveEverywhere(ports, openid);
  await forAll(
    () => ports.applications.applicationsOf(openid, PAGE),
    async (application) => {
      // Whoever has confirmed meanwhile still gets the invoice; only the person goes.
      if (application.authorization.state === 'waiting')
        await withdrawApplication(ports, application).catch(() => undefined);
      await ports.events.forgetSender(application.orderId);
      await eraseApplication(ports, application);
    },
  );
  await forAll(
    () => ports.invoices.invoicesOf(openid, PAGE),
    (invoice) => eraseInvoice(ports, invoice),
  );
  await forAll(
    () => ports.orders.listOrdersOfBuyer(openid, undefined, PAGE),
    (order) => ports.orders.changeOrder(order, { buyerOpenid: undefined, boundBy: undefined, phoneLast4: undefined }),
  );
  await ports.titles.removeTitles(openid);
  return { closed: true };
};

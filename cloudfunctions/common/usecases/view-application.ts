import type { ApplicationView } from '../../../contract/buyer';
import { inserters } from '../domain/scenarios';
import { actionsOf, headlineOf, refreshAfter } from '../domain/state-view';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { ownApplication } from './own-application';
import { invoiceSummary } from './view-invoice';

/** An application as its buyer sees it. */
export const viewApplication = async (ports: Ports, application: ApplicationRecord): Promise<ApplicationView> => {
  const { _id, orderId, orderNos, merchantId, seller, amount, kind, title, type, timeline, mode } = application;
  const { authorization, issuing, card, invoiceId, replaces, replacedBy } = application;
  const invoice = invoiceId ? await ports.invoices.getInvoice(invoiceId) : null;
  const weInsert = inserters[mode] !== undefined;
  const problem = issuing.problem ?? card.problem;
  const soon = refreshAfter(application, ports.now());
  return {
    applicationId: _id,
    orderId,
    orderNos,
    merchant: { id: merchantId, name: seller.name },
    amount,
    kind,
    ...(title && { title }),
    type,
    authorization: authorization.state,
    issuing: issuing.state,
    card: card.state,
    headline: headlineOf(application, weInsert),
    timeline,
    actions: actionsOf(application, weInsert),
    ...(invoice && { invoice: invoiceSummary(invoice, application) }),
    ...(replaces && { replaces: { applicationId: replaces.applicationId, number: replaces.number } }),
    ...(replacedBy !== undefined && { replacedBy }),
    ...(problem && {
      problem: {
        code: problem.code,
        message: problem.message,
        hint: problem.hint,
        ...(problem.wechat && { wechat: problem.wechat }),
      },
    }),
    ...(soon !== undefined && { refreshAfter: soon }),
  };
};

export const getApplication = async (ports: Ports, openid: string, applicationId: string): Promise<ApplicationView> =>
  viewApplication(ports, await ownApplication(ports, openid, applicationId));

import { reasonTexts, redWakersOf, wayTo, type RedEntry } from '../domain/red';
import type { IssuersRed } from '../issuing/port';
import { log } from '../runtime/log';
import type { Ports, WorkerPorts } from '../runtime/ports';
import { failureOf } from '../runtime/router';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { asSeen } from './move-red';
import { newRed } from './new-red';

/** The application that has to do with this serial now: an invoice that is claimed anew moves on to another one. */
export const holderOf = async (ports: Ports, serial: string): Promise<ApplicationRecord | undefined> => {
  const first = await ports.applications.findByOrderId(serial);
  const invoice = first?.invoiceId ? await ports.invoices.getInvoice(first.invoiceId) : null;
  return (invoice && (await ports.applications.getApplication(invoice.applicationId))) ?? first;
};

const begun = ({ startedBy, reason }: IssuersRed): RedEntry => ({
  code: 'red_requested',
  text: `${startedBy === 'buyer' ? '购买方' : '商家'}申请红冲（${reasonTexts[reason]}）`,
  tone: 'attention',
  by: startedBy === 'buyer' ? 'buyer' : 'merchant',
});

/** Writes a red down that the issuer has and we have not: a buyer started it, or somebody at the tax bureau did. */
const adopt = (ports: Ports, invoiceId: string, seen: IssuersRed): Promise<void> =>
  ports.transact(async (tx) => {
    const blue = await ports.reds.readBlue(tx, invoiceId);
    if (!blue || blue.reds.some(({ serial }) => serial === seen.serial)) return;
    const { serial, invoiceSerial, startedBy, whole, gross: amount, net, tax } = seen;
    const known = { serial, invoiceSerial, startedBy, whole, amount, net, tax };
    const fresh = newRed(ports, blue, seen.reason, seen.lines, known);
    // Its document is fetched by the step that follows it.
    const { document: _document, ...standing } = seen;
    const reached = seen.state === 'issued' || !wayTo(fresh, seen.state) ? undefined : standing;
    const first = { ...fresh, tab: 'open' as const, sortKey: '', version: 0 };
    const moved = reached && asSeen(ports, first, blue.left, reached);
    await ports.reds.saveRed(tx, blue, moved?.red ?? fresh, [begun(seen), ...(moved?.entries ?? [])]);
  });

/** Takes in the reds of an invoice that others have begun, and has a look at those that have moved. */
export const lookForReds = async (ports: WorkerPorts, application: ApplicationRecord): Promise<void> => {
  const { invoiceId, merchantId, issuing, orderId } = application;
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!invoiceId || !merchant) return;
  for (const seen of await ports.issuerOf(merchant).redsOf(issuing.serial ?? orderId)) {
    const known = await ports.reds.redBySerial(merchantId, seen.serial);
    if (!known) await adopt(ports, invoiceId, seen);
    else if (known.state !== seen.state) {
      for (const { kind, number } of redWakersOf(known))
        await ports.outbox.hurryRow(`${known.applicationId}:${kind}:${number}`, ports.now());
    }
  }
};

/** How often issuers are asked for forms that buyers have started: a call of theirs may be lost, or never come. */
const LOOK_SECONDS = 300;
const MERCHANTS = 20;

const lookAtMerchant = async (ports: WorkerPorts, merchant: MerchantRecord): Promise<void> => {
  for (const { serial, invoiceSerial } of await ports.issuerOf(merchant).redsToAnswer()) {
    if (await ports.reds.redBySerial(merchant._id, serial)) continue;
    const application = await holderOf(ports, invoiceSerial);
    if (application?.merchantId === merchant._id) await lookForReds(ports, application);
  }
};

/** Asks every merchant's issuer now and then what buyers want reversed. */
export const watchReds = async (ports: WorkerPorts): Promise<void> => {
  const after = await ports.watches.takeTurn('reds', ports.now(), LOOK_SECONDS);
  if (after === undefined) return;
  const merchants = await ports.merchants.merchantsAfter(after, MERCHANTS);
  for (const merchant of merchants) {
    try {
      await lookAtMerchant(ports, merchant);
    } catch (error) {
      log('reds_wait', { merchant: merchant._id, code: failureOf(error).code });
    }
  }
  const last = merchants.length === MERCHANTS ? (merchants.at(-1)?._id ?? '') : '';
  if (last !== after) await ports.watches.leaveOff('reds', last, ports.now());
};

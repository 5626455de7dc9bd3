import type { Clock } from '../../clock';
import { createAlarm } from '../alarm';
import { newIds } from '../ids';
import type { Pushes } from '../push/pushes';
import type { Store } from '../store';
import { compactTime } from '../time';
import { WeChatError } from '../wire/errors';
import type { Accounts } from './accounts';
import type { Authorizations } from './authorizations';
import type { Cards, InvoiceData } from './cards';
import type { Pdfs } from './pdfs';
import type { People } from './people';
import { specimenPdf } from './specimen-pdf';

/** What the event of 统一开票 says came of a request. */
export type CloudStatus = 100 | 2;

/** What a request says of who asks for it. */
interface Request {
  wxopenid: string;
  fpqqlsh: string;
  nsrsbh: string;
  nsrmc: string;
}

export interface BlueRequest extends Request {
  ddh: string;
  /** The face of the invoice, as far as the request has it. */
  face: Omit<InvoiceData, 'billing_no' | 'billing_code' | 'billing_time' | 'check_code' | 's_pdf_media_id'>;
}

export interface RedRequest extends Request {
  yfpdm: string;
  yfphm: string;
}

interface Issued {
  fpdm: string;
  fphm: string;
  jym: string;
  at: number;
  s_pdf_media_id: string;
}

/** One request of 统一开票, for a blue invoice or for the red one that reverses it. */
export interface CloudInvoice extends Request {
  appid: string;
  ddh: string;
  dueAt: number;
  state: 'processing' | 'issued' | 'failed';
  /** What it asks for: `red` names the serial of the blue invoice. */
  asked: { blue: BlueRequest } | { red: string };
  issued?: Issued;
  card_code?: string;
}

export interface CloudInvoices {
  /** Takes a request; the same serial and order are the same request. */
  make(appid: string, request: BlueRequest): void;
  clear(appid: string, request: RedRequest): void;
  query(appid: string, fpqqlsh: string, nsrsbh: string): Issued & { pdfurl: string; kprq: string };
  find(fpqqlsh: string): CloudInvoice[];
  /** The platform is done with a request, well (100) or not (2): the account is told. */
  finish(invoice: CloudInvoice, status: CloudStatus): void;
  resume(): void;
  halt(): void;
}

/** How long the platform takes. */
const takesS = 2;

const keyOf = (appid: string, fpqqlsh: string) => `${appid} ${fpqqlsh}`;

interface Surroundings {
  store: Store;
  clock: Clock;
  now: () => number;
  accounts: Accounts;
  authorizations: Authorizations;
  cards: Cards;
  pdfs: Pdfs;
  people: People;
  pushes: Pushes;
}

export const createCloudInvoices = (surroundings: Surroundings): CloudInvoices => {
  const { store, clock, now, accounts, authorizations, cards, pdfs, people, pushes } = surroundings;
  const all = store.collection<CloudInvoice, 'order' | 'serial' | 'number' | 'processing'>('cloud-invoice', {
    order: ({ appid, ddh }) => `${appid} ${ddh}`,
    serial: ({ fpqqlsh }) => fpqqlsh,
    number: ({ issued }) => issued && `${issued.fpdm} ${issued.fphm}`,
    processing: ({ state }) => (state === 'processing' ? 'yes' : undefined),
  });
  const templates = store.collection<string>('cloud-template');
  const put = (invoice: CloudInvoice) => all.put(keyOf(invoice.appid, invoice.fpqqlsh), invoice);

  /** Unless `/__sandbox/account` set them, the first request says which serials and which taxpayer are agreed. */
  const checkAgreement = (appid: string, { fpqqlsh, nsrsbh }: Request) => {
    const settings = accounts.settings(appid);
    const serialPrefix = settings?.serialPrefix || fpqqlsh.slice(0, 6);
    const taxNo = settings?.taxNo || nsrsbh;
    if (fpqqlsh.length < 6 || !fpqqlsh.startsWith(serialPrefix)) throw new WeChatError(73110);
    if (nsrsbh !== taxNo) throw new WeChatError(73101);
    accounts.changeSettings(appid, { serialPrefix, taxNo });
  };

  /** Whether the serial is free; a request that is done already is not asked for again. */
  const isNew = (appid: string, fpqqlsh: string, isSame: (known: CloudInvoice) => boolean): boolean => {
    const known = all.get(keyOf(appid, fpqqlsh));
    if (!known || known.state === 'failed') return true;
    if (!isSame(known)) throw new WeChatError(73106);
    if (known.state === 'processing') throw new WeChatError(73107);
    return false;
  };

  const buyer = (appid: string, wxopenid: string) => {
    const person = people.find(wxopenid);
    if (!person || people.openidUnder(person, appid) !== wxopenid) throw new WeChatError(73001);
    return person;
  };

  const accept = (invoice: Omit<CloudInvoice, 'dueAt' | 'state'>) => {
    put({ ...invoice, dueAt: now() + takesS, state: 'processing' });
    setImmediate(() => void alarm.look());
  };

  const authorizationOf = (appid: string, ddh: string) =>
    authorizations.byOrder(ddh).find((one) => one.appid === appid && one.state === 'authorized');

  const templateOf = (appid: string, payee: string): string => {
    const known = templates.get(keyOf(appid, payee));
    if (known) return known;
    const title = [...payee].slice(0, 9).join('');
    const card_id = cards.createTemplate({
      appid,
      base_info: { logo_url: '', title },
      payee,
      type: '增值税电子普通发票',
      detail: '',
    });
    templates.put(keyOf(appid, payee), card_id);
    return card_id;
  };

  const print = (appid: string, fpqqlsh: string, red: boolean): Issued => {
    const at = now();
    const fpdm = `00000${compactTime(at).slice(2, 4)}00111`;
    const fphm = newIds.invoiceNumber();
    const lines = [red ? 'Specimen: red invoice' : 'Specimen: invoice', `Code ${fpdm}`, `Number ${fphm}`, fpqqlsh];
    const s_pdf_media_id = pdfs.upload(appid, specimenPdf(lines));
    pdfs.link(s_pdf_media_id);
    return { fpdm, fphm, jym: newIds.checkCode(), at, s_pdf_media_id };
  };

  /** The invoice goes into the card pack of whoever authorized its order. */
  const insert = (appid: string, { face, nsrmc, ddh }: BlueRequest, issued: Issued): string | undefined => {
    const authorization = authorizationOf(appid, ddh);
    if (authorization?.person === undefined) return undefined;
    const { code } = cards.insert({
      card_id: templateOf(appid, nsrmc),
      app_id: appid,
      appid,
      eventAppid: authorizations.eventAccount(authorization),
      order_id: ddh,
      person: authorization.person,
      pdfHash: pdfs.find(issued.s_pdf_media_id, appid)?.hash ?? '',
      data: {
        ...face,
        billing_no: issued.fpdm,
        billing_code: issued.fphm,
        billing_time: issued.at,
        check_code: issued.jym,
        s_pdf_media_id: issued.s_pdf_media_id,
      },
    });
    authorizations.markInserted(authorization);
    return code;
  };

  const withdrawCard = (appid: string, blueSerial: string) => {
    const code = all.get(keyOf(appid, blueSerial))?.card_code;
    const card = code === undefined ? undefined : cards.byCode(code);
    if (card) cards.setStatus(card, 'INVOICE_REIMBURSE_CANCEL', appid);
  };

  const finish = (invoice: CloudInvoice, status: CloudStatus) => {
    const { appid, fpqqlsh, nsrsbh, asked } = invoice;
    if (status === 2) put({ ...invoice, state: 'failed' });
    else {
      const issued = print(appid, fpqqlsh, 'red' in asked);
      if ('red' in asked) withdrawCard(appid, asked.red);
      const card_code = 'blue' in asked ? insert(appid, asked.blue, issued) : undefined;
      put({ ...invoice, state: 'issued', issued, ...(card_code === undefined ? {} : { card_code }) });
    }
    const result = { fpqqlsh, nsrsbh, status };
    pushes.queue(appid, invoice.wxopenid, 'cloud_invoice_invoiceresult_event', invoice.ddh, result);
  };

  /** The platform does not issue what does not add up, nor for an order that was rejected meanwhile. */
  const canIssue = ({ appid, asked }: CloudInvoice) =>
    'red' in asked ||
    (asked.blue.face.fee === asked.blue.face.fee_without_tax + asked.blue.face.tax &&
      authorizationOf(appid, asked.blue.ddh) !== undefined);

  const settle = (): number | undefined =>
    store.transaction(() => {
      for (const invoice of all.find('processing', 'yes'))
        if (invoice.dueAt <= now()) finish(invoice, canIssue(invoice) ? 100 : 2);
      const waiting = all.find('processing', 'yes').map(({ dueAt }) => dueAt);
      return waiting.length > 0 ? Math.min(...waiting) : undefined;
    });
  const alarm = createAlarm(clock, async () => settle());

  return {
    make: (appid, request) => {
      const { wxopenid, fpqqlsh, nsrsbh, nsrmc, ddh } = request;
      checkAgreement(appid, request);
      if (!isNew(appid, fpqqlsh, (known) => known.ddh === ddh && 'blue' in known.asked)) return;
      const person = buyer(appid, wxopenid);
      const others = all.find('order', `${appid} ${ddh}`).filter((one) => one.fpqqlsh !== fpqqlsh);
      if (others.some(({ state, asked }) => state !== 'failed' && 'blue' in asked)) throw new WeChatError(73108);
      const authorization = authorizationOf(appid, ddh);
      if (!authorization) throw new WeChatError(72038);
      if (authorization.person !== person.openid) throw new WeChatError(73001);
      accept({ appid, wxopenid, fpqqlsh, nsrsbh, nsrmc, ddh, asked: { blue: request } });
    },

    clear: (appid, request) => {
      const { wxopenid, fpqqlsh, nsrsbh, nsrmc, yfpdm, yfphm } = request;
      checkAgreement(appid, request);
      const blue = all
        .find('number', `${yfpdm} ${yfphm}`)
        .find((one) => one.appid === appid && one.nsrsbh === nsrsbh && 'blue' in one.asked);
      const reverses = ({ asked }: CloudInvoice) => 'red' in asked && asked.red === blue?.fpqqlsh;
      if (!isNew(appid, fpqqlsh, reverses)) return;
      buyer(appid, wxopenid);
      const others = blue ? all.find('order', `${appid} ${blue.ddh}`) : [];
      // No code is documented for an invoice that the platform does not know, or has reversed.
      if (!blue || others.some((one) => reverses(one) && one.state !== 'failed')) throw new WeChatError(73100);
      accept({ appid, wxopenid, fpqqlsh, nsrsbh, nsrmc, ddh: blue.ddh, asked: { red: blue.fpqqlsh } });
    },

    query: (appid, fpqqlsh, nsrsbh) => {
      const known = all.get(keyOf(appid, fpqqlsh));
      if (known?.nsrsbh !== nsrsbh) throw new WeChatError(73109);
      if (known.state === 'processing') throw new WeChatError(73107);
      if (!known.issued) throw new WeChatError(73100);
      const { issued } = known;
      return { ...issued, kprq: compactTime(issued.at), pdfurl: pdfs.url(issued.s_pdf_media_id) };
    },

    find: (fpqqlsh) => all.find('serial', fpqqlsh),
    finish,
    resume: () => alarm.resume(),
    halt: () => alarm.stop(),
  };
};

import * as v from 'valibot';
import type { UnixSeconds } from '../../contract/primitives';
import { ReimburserStatus, type ChosenCard } from '../../contract/wechat';
import { isWithin } from '../common/runtime/networks';
import { ports } from '../common/runtime/ports';
import { readForFrontEnd, setForFrontEnd } from '../common/usecases/reimburse/front-end';
import { SeedRefusal, seedDoor } from './core-r-answer';
import { readPage, type Caller } from './core-r-caller';
import { faceOf } from './core-r-face';
import { mayRenew } from './core-r-limits';
import type { HttpRequest } from './http';
import { seal } from './signed-text';

/** WeChat lets an old token live on for five minutes after a refresh; so do its handles. */
const AFTER_REFRESH_SECONDS = 300;

/** The page that signatures are for: the one asked for, the one that asks if it is the company's, or the settings'. */
const pageOf = (request: HttpRequest, { company }: Caller): string => {
  const asked = request.query('url');
  if (asked) {
    if (!readPage(asked)) throw new SeedRefusal(72031);
    // As it was written: the browser signs its own spelling.
    return asked.replace(/#.*$/s, '');
  }
  const referer = request.header('referer') ?? '';
  const page = readPage(referer);
  const isOwn = page && company.origins.some((origin) => new URL(origin).host === page.host);
  return isOwn ? referer.replace(/#.*$/s, '') : company.signatureUrl.replace(/#.*$/s, '');
};

/**
 * `GET getToken?type=auto|manual`. What it hands out as token and ticket are names for WeChat's own, which stay here:
 * the same token under the same name, as long as it lives.
 */
export const getToken = seedDoor(async (request, caller) => {
  const type = request.query('type') || 'auto';
  if (type !== 'auto' && type !== 'manual') throw new SeedRefusal(72031);
  const { company, origin, network } = caller;
  const { appid } = company;
  const url = pageOf(request, caller);
  const renew = type === 'manual' && (await mayRenew(caller));
  const { generation, expiresAt } = await ports.call('wechat', 'token.life', { appid, ...(renew && { renew }) });
  const { signature, timestamp, nonceStr } = await ports.call('wechat', 'signature.jsapi', { appid, url });
  const name = (of: string) => seal(of, JSON.stringify([generation, company._id, origin, network]));
  const handle = name('core-r-token');
  await ports.handles.keepHandle(handle, { companyId: company._id, appid, generation, origin, network, expiresAt });
  const now = ports.now();
  if (renew) {
    await ports.handles.endEarlierHandles(appid, generation, (now + AFTER_REFRESH_SECONDS) as UnixSeconds);
  }
  return {
    access_token: handle,
    expires_in: Math.max(0, expiresAt - now),
    appid,
    timestamp,
    noncestr: nonceStr,
    jsapi_ticket: name('core-r-ticket'),
    url,
    signature,
  };
});

/** The handle must be alive, and come from where it was handed out. */
const checkHandle = async (request: HttpRequest, { company, origin, address }: Caller): Promise<void> => {
  const handle = request.query('token');
  const kept = handle ? await ports.handles.findHandle(handle) : null;
  if (!kept || kept.expiresAt <= ports.now()) throw new SeedRefusal(40001);
  const isTheirs = kept.companyId === company._id && kept.appid === company.appid;
  // A page that reads from its own server tells no origin, but tells it when it sends.
  const isSamePlace = isWithin(kept.network, address) && ['', origin].includes(kept.origin);
  if (!isTheirs || !isSamePlace) throw new SeedRefusal(40001);
};

const text = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(1024));
const WireCards = v.pipe(v.array(v.object({ card_id: text, encrypt_code: text })), v.minLength(1), v.maxLength(100));
const BatchBody = v.object({ item_list: WireCards });
const StatusBody = v.object({
  openid: text,
  reimburse_status: v.picklist(ReimburserStatus.options.map((status) => `INVOICE_REIMBURSE_${status}` as const)),
  invoice_list: WireCards,
});

const MAX_BYTES = 512 * 1024;

const readSeedBody = <S extends v.GenericSchema>({ body }: HttpRequest, schema: S): v.InferOutput<S> => {
  if (body.length > MAX_BYTES) throw new SeedRefusal(72031);
  let sent: unknown;
  try {
    sent = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new SeedRefusal(72031);
  }
  const parsed = v.safeParse(schema, sent);
  if (!parsed.success) throw new SeedRefusal(72031);
  return parsed.output;
};

const chosen = (cards: v.InferOutput<typeof WireCards>): ChosenCard[] =>
  cards.map(({ card_id: cardId, encrypt_code: encryptCode }) => ({ cardId, encryptCode }));

/** `POST getInvoiceBatch?token=` */
export const getInvoiceBatch = seedDoor(async (request, caller) => {
  await checkHandle(request, caller);
  const { item_list: cards } = readSeedBody(request, BatchBody);
  const invoices = await readForFrontEnd(ports, caller.company, chosen(cards));
  return { errcode: 0, errmsg: 'ok', item_list: invoices.map(faceOf) };
});

const CLOSURE = 'INVOICE_REIMBURSE_CLOSURE';
const statusOf = (wire: v.InferOutput<typeof StatusBody>['reimburse_status']) =>
  v.parse(ReimburserStatus, wire.slice('INVOICE_REIMBURSE_'.length));

/** `POST updateStatus?token=`; CANCEL is the platform's alone, and CLOSURE a right that the company switches on. */
export const updateStatus = seedDoor(async (request, caller) => {
  await checkHandle(request, caller);
  const { openid, reimburse_status: wire, invoice_list: cards } = readSeedBody(request, StatusBody);
  if (wire === CLOSURE && !caller.company.allowClosure) throw new SeedRefusal(72015);
  await setForFrontEnd(ports, caller.company, { openid, status: statusOf(wire), cards: chosen(cards) });
  return { errcode: 0, errmsg: 'ok' };
});

/** Every other address and method. */
export const nothingHere = seedDoor(() => {
  throw new SeedRefusal(72031);
});

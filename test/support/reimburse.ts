import type { ErrorBody } from '../../contract/envelope';
import type { ClaimView, ReimburserInput, ReimburserOutput } from '../../contract/reimburser';
import type { ChosenCard } from '../../contract/wechat';
import { writeCompanies } from '../../scripts/demo/companies';
import { company as companyTitle, startFlow, type Flow } from './sandbox';

export type ReimburserAction = keyof ReimburserInput & keyof ReimburserOutput;
type CompanyPerson = 'employee' | 'approver' | 'reimburser' | 'owner';

/** The demo's company and its people, and the hands that a test of theirs needs. */
export interface Reimburse {
  readonly flow: Flow;
  /** The openid of one of the company's people. */
  one(role: CompanyPerson): string;
  /** Calls `reimburser` and expects success. */
  ask<A extends ReimburserAction>(openid: string, action: A, input: ReimburserInput[A]): Promise<ReimburserOutput[A]>;
  /** Calls `reimburser` and expects an error. */
  refused(openid: string, action: ReimburserAction, input: object): Promise<ErrorBody>;
  /** What the operator does from outside. */
  operate(event: { action: string } & Record<string, unknown>): Promise<unknown>;
  putCompany(changes: object): Promise<void>;
  /** An invoice made out to the company, in a person's card pack. */
  card(
    openid: string,
    more?: { form?: 'digital' | 'classic'; merchant?: string; title?: object; paid?: number },
  ): Promise<Card>;
  /** Its state at WeChat, as the stand-in has it. */
  statusOf(card: Card): Promise<string>;
  /** A claim of a person with these cards. */
  claim(openid: string, cards: readonly Card[], purpose?: string): Promise<string>;
  /** Locks, unlocks or closes a card as another account of WeChat does, or as the one named does past this project. */
  byOther(card: Card, status: 'INIT' | 'LOCK' | 'CLOSURE', appid?: string): Promise<void>;
  /** What the platform does to a card: CANCEL is its alone. */
  cancel(card: Card): Promise<void>;
  close(): Promise<void>;
}

export interface Card {
  chosen: ChosenCard;
  person: string;
  code: string;
  orderId: string;
  number: string;
}

const OTHER = 'wxde00000000000002';
const LOOKS = 20;
/** WeChat follows these. */
const moves = new Set<ReimburserAction>([
  'claims.submit',
  'claims.withdraw',
  'claims.return',
  'claims.markPaid',
  'claims.lockAgain',
]);

export const startReimburse = async (): Promise<Reimburse> => {
  const flow = await startFlow();
  const { sandbox } = flow;
  await writeCompanies(sandbox);

  const call = (openid: string, action: string, input: object) => flow.call(openid, 'reimburser', { ...input, action });
  const wechat = async (path: string, body: object, appid: string) => {
    const secret = sandbox.demo.accounts.find((account) => account.appid === appid)?.secret;
    const post = async (url: string, sent: object) =>
      (await (await fetch(url, { method: 'POST', body: JSON.stringify(sent) })).json()) as Record<string, unknown>;
    const token = await post(`${sandbox.wechatUrl}/cgi-bin/stable_token`, {
      grant_type: 'client_credential',
      appid,
      secret,
    });
    const answer = await post(`${sandbox.wechatUrl}${path}?access_token=${String(token['access_token'])}`, body);
    if (answer['errcode'] !== 0) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  };

  /** Whoever works off the outbox, the call or the timer: what was asked for is soon done, or waits for its hour. */
  const settled = async (openid: string, data: object): Promise<object> => {
    const view = 'claim' in data ? (data.claim as ClaimView) : (data as ClaimView);
    let latest = view;
    for (let look = 0; latest.follow === 'working' && look < LOOKS; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      latest = await own.ask(openid, 'claims.get', { claimId: view.claimId });
    }
    return 'claim' in data ? { claim: latest } : latest;
  };

  const own: Reimburse = {
    flow,
    one: (role) => {
      const found = sandbox.demo.people.find((person) => person.company === 'c-sample' && person.role === role);
      if (!found) throw new Error(`no ${role} of the company in the demo`);
      return found.openid;
    },
    ask: async (openid, action, input) => {
      const envelope = await call(openid, action, input);
      if (!envelope.ok) throw new Error(`${action}: ${JSON.stringify(envelope.error)}`);
      const data = envelope.data as ReimburserOutput[typeof action];
      return moves.has(action) ? ((await settled(openid, data)) as typeof data) : data;
    },
    refused: async (openid, action, input) => {
      const envelope = await call(openid, action, input);
      if (envelope.ok) throw new Error(`${action} was not refused: ${JSON.stringify(envelope.data)}`);
      return envelope.error;
    },
    operate: async (event) => {
      const answer = (await sandbox.cloudbase.call('jobs', event, { source: ',unknown' })) as {
        ok: boolean;
        data: unknown;
      };
      if (!answer.ok) throw new Error(`${event.action}: ${JSON.stringify(answer)}`);
      return answer.data;
    },
    putCompany: async (changes) => {
      const [known] = (await flow.documents<Record<string, unknown>>('companies')).filter(
        ({ _id }) => _id === 'c-sample',
      );
      const { _id: id, version: _version, ...rest } = known ?? {};
      await own.operate({ action: 'companies.put', company: { id, ...rest, ...changes } });
    },
    card: async (openid, { form = 'digital', merchant = 'm-cafe', title = companyTitle, paid = 4100 } = {}) => {
      await flow.putMerchant(merchant, { form });
      const orderNo = await flow.putOrder({ merchant, owner: openid, paid });
      const created = await flow.ask(openid, 'applications.create', {
        orderNos: [orderNo],
        title: title as typeof companyTitle,
      });
      await flow.authorize(created.orderId, { openid });
      await flow.settle(openid, created.applicationId);
      const found = (await flow.cards(openid)).find(({ order_id }) => order_id === created.orderId);
      if (!found) throw new Error('no card in the pack');
      const text = (key: string) => String(found[key]);
      const number = form === 'digital' ? text('billing_no') : text('billing_code');
      return {
        chosen: { cardId: text('card_id'), encryptCode: text('encrypt_code') },
        person: openid,
        code: text('code'),
        orderId: created.orderId,
        number,
      };
    },
    statusOf: async ({ person, code }) => {
      const found = (await flow.cards(person)).find((card) => card['code'] === code);
      return String(found?.['reimburse_status']).replace('INVOICE_REIMBURSE_', '');
    },
    claim: async (openid, cards, purpose = '出差') => {
      const { claimId } = await own.ask(openid, 'claims.create', { purpose });
      if (cards.length > 0)
        await own.ask(openid, 'claims.addInvoices', { claimId, items: cards.map(({ chosen }) => chosen) });
      return claimId;
    },
    byOther: (card, status, appid = OTHER) =>
      wechat(
        '/card/invoice/reimburse/updateinvoicestatus',
        {
          card_id: card.chosen.cardId,
          encrypt_code: card.chosen.encryptCode,
          reimburse_status: `INVOICE_REIMBURSE_${status}`,
        },
        appid,
      ),
    cancel: async (card) => {
      await wechat(
        '/card/invoice/platform/updatestatus',
        { card_id: card.chosen.cardId, code: card.code, reimburse_status: 'INVOICE_REIMBURSE_CANCEL' },
        OTHER,
      );
      await sandbox.wechat.drain();
      await flow.idle();
    },
    close: () => flow.close(),
  };
  return own;
};

import { EJSON } from 'bson';
import { join } from 'node:path';
import type { BuyerInput, BuyerOutput, Title } from '../../contract/buyer';
import type { Envelope, ErrorBody } from '../../contract/envelope';
import type { MerchantInput, MerchantOutput } from '../../contract/merchant';
import { memberRoles, type MemberRole } from '../../contract/states';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import type { DemoMerchant } from '../../sandbox/demo';
import { profileOf } from '../../scripts/demo/profile';
import { builtFunctions } from './built-functions';

const root = join(__dirname, '../..');
const IDLE_MS = 5000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export type BuyerAction = keyof BuyerInput & keyof BuyerOutput;
type MerchantActionName = keyof MerchantInput & keyof MerchantOutput;

/** A sandbox in memory with the two demo merchants, and the hands that a test needs. */
export interface Flow {
  readonly sandbox: Sandbox;
  /** The openid of a demo buyer under the mini program. */
  buyer(index?: 0 | 1 | 2): string;
  /** Calls a function as the phone does. */
  call(openid: string, name: string, body: object): Promise<Envelope<unknown>>;
  /** Calls `buyer` and expects success. */
  ask<A extends BuyerAction>(openid: string, action: A, input: BuyerInput[A]): Promise<BuyerOutput[A]>;
  /** Calls `buyer` and expects an error. */
  refused(openid: string, action: string, input: object): Promise<ErrorBody>;
  /** What an operator does from outside. */
  putMerchant(id: string, changes?: object): Promise<void>;
  /** Appoints the demo's people of a merchant, as its operator does. */
  putMembers(merchantId: string): Promise<void>;
  /** The openid of one of them. */
  member(merchantId: string, role: MemberRole): string;
  /** Calls `merchant` and expects success. */
  manage<A extends MerchantActionName>(openid: string, action: A, input: MerchantInput[A]): Promise<MerchantOutput[A]>;
  /** What the merchant's server does. Answers the order number, a new one unless told. */
  putOrder(order?: { orderNo?: string; merchant?: string; owner?: string } & Record<string, unknown>): Promise<string>;
  /** The hand of whoever plays with the sandbox. */
  control(name: string, body: object, method?: 'POST' | 'PUT'): Promise<Record<string, unknown>>;
  faults(...rules: object[]): Promise<void>;
  /** A person confirms on WeChat's page; waits until pushes are delivered. */
  authorize(orderId: string, more?: object): Promise<void>;
  decline(orderId: string): Promise<void>;
  /** Waits until what was pushed is worked on and no outward step is due or under way; not for ever. */
  idle(): Promise<void>;
  advance(seconds: number): Promise<void>;
  cards(openid: string): Promise<Record<string, unknown>[]>;
  /** How often WeChat was called at a path. */
  calls(path: string): Promise<number>;
  /** Every document of a collection, as an operator sees it. */
  documents<T>(collection: string): Promise<T[]>;
  /** Writes a document as an operator could. */
  write(collection: string, document: { _id: string; [field: string]: unknown }): Promise<void>;
  /** Lets time pass, with timers and looks of the phone, until nothing of the application moves by itself. */
  settle(openid: string, applicationId: string): Promise<BuyerOutput['applications.get']>;
  close(): Promise<void>;
}

export const company: Title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
export const person: Title = { kind: 'personal', name: '小林' };

let orders = 0;

export const startFlow = async (options: Pick<SandboxOptions, 'issuerSeed'> = {}): Promise<Flow> => {
  const log = process.env['VERBOSE'] ? { log: (line: string) => process.stderr.write(`${line}\n`) } : {};
  const functionsDir = await builtFunctions(root);
  const sandbox = await startSandbox({
    root,
    port: 0,
    wechatPort: 0,
    dataDir: ':memory:',
    functionsDir,
    phone: false,
    ...options,
    ...log,
  });
  const merchantOf = (id: string): DemoMerchant => {
    const found = sandbox.demo.merchants.find((merchant) => merchant.id === id);
    if (!found) throw new Error(`no demo merchant ${id}`);
    return found;
  };

  const send = async (url: string, method: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as unknown;
  };
  const read = async (url: string): Promise<unknown> => (await fetch(url)).json();

  const call: Flow['call'] = async (openid, name, body) =>
    (await send(`${sandbox.url}/functions/${name}`, 'POST', body, { 'x-sandbox-openid': openid })) as Envelope<unknown>;

  const ask: Flow['ask'] = async (openid, action, input) => {
    const envelope = await call(openid, 'buyer', { ...input, action });
    if (!envelope.ok) throw new Error(`${action}: ${JSON.stringify(envelope.error)}`);
    return envelope.data as BuyerOutput[typeof action];
  };

  const control: Flow['control'] = async (name, body, method = 'POST') =>
    (await send(`${sandbox.wechatUrl}/__sandbox/${name}`, method, body)) as Record<string, unknown>;

  const operate = async (event: { action: string } & Record<string, unknown>) => {
    const answer = (await sandbox.cloudbase.call('jobs', event, { source: ',unknown' })) as Envelope<unknown>;
    if (!answer.ok) throw new Error(`${event.action}: ${JSON.stringify(answer.error)}`);
  };

  const flow: Flow = {
    sandbox,
    buyer: (index = 0) => sandbox.demo.people[index]?.openid ?? '',
    call,
    ask,
    refused: async (openid, action, input) => {
      const envelope = await call(openid, 'buyer', { ...input, action });
      if (envelope.ok) throw new Error(`${action} was not refused: ${JSON.stringify(envelope.data)}`);
      return envelope.error;
    },
    putMerchant: (id, changes = {}) =>
      operate({ action: 'merchants.put', merchant: { ...profileOf(merchantOf(id)), ...changes } }),
    putMembers: async (merchantId) => {
      for (const { openid, name, role, merchant } of sandbox.demo.people) {
        const known = memberRoles.find((one) => one === role);
        if (!known || merchant !== merchantId) continue;
        await operate({ action: 'members.put', member: { merchantId, openid, name, role: known } });
      }
    },
    member: (merchantId, role) => {
      const found = sandbox.demo.people.find((person) => person.merchant === merchantId && person.role === role);
      if (!found) throw new Error(`no ${role} of ${merchantId} in the demo`);
      return found.openid;
    },
    manage: async (openid, action, input) => {
      const envelope = await call(openid, 'merchant', { ...input, action });
      if (!envelope.ok) throw new Error(`${action}: ${JSON.stringify(envelope.error)}`);
      return envelope.data as MerchantOutput[typeof action];
    },
    putOrder: async ({
      orderNo = `T${String((orders += 1)).padStart(4, '0')}`,
      merchant = 'm-cafe',
      owner = flow.buyer(),
      ...rest
    } = {}) => {
      const paidAt = Math.floor(sandbox.clock.now() / 1000) - 3600;
      const body = { status: 'paid', paid: 4100, paidAt, summary: '双人早午餐', buyer: { openid: owner }, ...rest };
      const key = `${orderNo}-${Math.random()}`;
      const headers = { authorization: `Bearer ${merchantOf(merchant).apiKey}`, 'idempotency-key': key };
      await send(`${sandbox.url}/open/v1/orders/${orderNo}`, 'PUT', body, headers);
      return orderNo;
    },
    control,
    faults: async (...rules) => void (await control('faults', { seed: 1, rules }, 'PUT')),
    authorize: async (orderId, more = {}) => {
      await control('authorize', { order_id: orderId, openid: flow.buyer(), ...more });
      await sandbox.wechat.drain();
      await flow.idle();
    },
    decline: async (orderId) => {
      await control('decline', { order_id: orderId, openid: flow.buyer() });
      await sandbox.wechat.drain();
      await flow.idle();
    },
    idle: async () => {
      let before = '';
      let still = 0;
      for (const until = Date.now() + IDLE_MS; Date.now() < until && still < 4; await pause(25)) {
        const events = await flow.documents<{ state: string }>('events');
        const rows = await flow.documents<{ state: string; dueAt: number }>('outbox');
        const now = Math.floor(sandbox.clock.now() / 1000);
        const busy =
          rows.some(({ state, dueAt }) => state === 'due' && dueAt <= now) ||
          events.some(({ state }) => state === 'received');
        const after = JSON.stringify([events, rows]);
        still = busy || after !== before ? 0 : still + 1;
        before = after;
      }
    },
    advance: (seconds) => sandbox.clock.advance(seconds),
    cards: async (openid) =>
      (await read(`${sandbox.wechatUrl}/__sandbox/cards?openid=${openid}`)) as Record<string, unknown>[],
    calls: async (path) => {
      const counts = (await read(`${sandbox.wechatUrl}/__sandbox/calls`)) as Record<string, { total: number }>;
      return counts[path]?.total ?? 0;
    },
    documents: async <T>(collection: string) => {
      const query = {
        action: 'database.getDocument',
        collectionName: collection,
        queryType: 'WHERE',
        query: '{}',
        limit: 1000,
      };
      const answer = (await send(`${sandbox.url}/admin`, 'POST', query)) as { data: { list: string[] } };
      return answer.data.list.map((text) => EJSON.parse(text) as T);
    },
    write: async (collection, document) => {
      const data = [EJSON.stringify(document, { relaxed: false })];
      await send(`${sandbox.url}/admin`, 'POST', {
        action: 'database.insertDocument',
        collectionName: collection,
        data,
      });
    },
    settle: async (openid, applicationId) => {
      for (let look = 0; look < 60; look += 1) {
        const view = await ask(openid, 'applications.refresh', { applicationId });
        if (view.refreshAfter === undefined) return view;
        await sandbox.clock.advance(view.refreshAfter);
      }
      throw new Error(`application ${applicationId} does not come to rest`);
    },
    close: () => sandbox.close(),
  };
  for (const { id } of sandbox.demo.merchants) await flow.putMerchant(id);
  return flow;
};

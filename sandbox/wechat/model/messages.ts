import type { Store } from '../store';

/** A service message (服务通知) as the person reads it. */
export interface ServiceMessage {
  /** The person's openid under the mini program. */
  person: string;
  /** The account that sent it. */
  from: string;
  kind: 'rejected' | 'subscribe' | 'reimbursed' | 'cancelled' | 'paid';
  title: string;
  facts: [name: string, value: string][];
  /** A web address or a mini program page; empty if there is nothing to open. */
  url: string;
  /** The payment that it is the voucher of. */
  transaction_id?: string;
  at: number;
}

export interface Messages {
  add(message: Omit<ServiceMessage, 'at'>): void;
  /** Newest first. */
  of(person: string): ServiceMessage[];
  /** The person allows one message of each of these templates. */
  allow(person: string, templateIds: readonly string[]): void;
  /** Uses up what was allowed; false if nothing is left. */
  spend(person: string, templateId: string): boolean;
}

/** How many messages of a template a person still takes. */
interface Consent {
  left: number;
}

export const createMessages = (store: Store, now: () => number, newId: () => string): Messages => {
  const all = store.collection<ServiceMessage, 'person'>('message', { person: ({ person }) => person });
  const consents = store.collection<Consent>('consent');
  const keyOf = (person: string, templateId: string) => `${person}:${templateId}`;
  return {
    add: (message) => all.put(newId(), { ...message, at: now() }),
    of: (person) => all.find('person', person).reverse(),
    allow: (person, templateIds) => {
      for (const key of new Set(templateIds.map((id) => keyOf(person, id))))
        consents.put(key, { left: (consents.get(key)?.left ?? 0) + 1 });
    },
    spend: (person, templateId) => {
      const key = keyOf(person, templateId);
      const { left } = consents.get(key) ?? { left: 0 };
      if (left > 0) consents.put(key, { left: left - 1 });
      return left > 0;
    },
  };
};

/** A subscribe message, as cloud.openapi's subscribeMessage.send passes it on. */
export interface SubscribeMessage {
  templateId: string;
  /** The mini program page that it opens. */
  page?: string;
  data: Record<string, { value: string }>;
}

// The names that WeChat prints lie in the template; here the kind of a value has to do.
const namesOfKinds: Record<string, string> = {
  thing: '内容',
  amount: '金额',
  date: '日期',
  time: '时间',
  phrase: '状态',
  character_string: '编号',
  name: '名称',
};

export const subscribeMessage = (
  person: string,
  from: string,
  { page, data }: SubscribeMessage,
): Omit<ServiceMessage, 'at'> => ({
  person,
  from,
  kind: 'subscribe',
  title: '服务通知',
  facts: Object.entries(data).map(([key, { value }]) => [namesOfKinds[key.replace(/\d+$/, '')] ?? key, String(value)]),
  url: page ?? '',
});

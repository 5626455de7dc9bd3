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
}

export const createMessages = (store: Store, now: () => number, newId: () => string): Messages => {
  const all = store.collection<ServiceMessage, 'person'>('message', { person: ({ person }) => person });
  return {
    add: (message) => all.put(newId(), { ...message, at: now() }),
    of: (person) => all.find('person', person).reverse(),
  };
};

/** A subscribe message, as cloud.openapi's subscribeMessage.send passes it on. */
export interface SubscribeMessage {
  templateId?: string;
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

import type { Demo, DemoPerson } from '../../demo';
import type { Store } from '../store';

/** A title that a person keeps in WeChat, as wx.chooseInvoiceTitle gives it: '0' is a company, '1' a person. */
export interface StoredTitle {
  type: '0' | '1';
  title: string;
  taxNumber: string;
  companyAddress: string;
  telephone: string;
  bankName: string;
  bankAccount: string;
}

export interface People {
  all(): DemoPerson[];
  /** The person behind an openid of any account. */
  find(openid: string): DemoPerson | undefined;
  openidUnder(person: DemoPerson, appid: string): string;
  firstBuyer(): DemoPerson;
  titles(person: DemoPerson): StoredTitle[];
  addTitle(person: DemoPerson, title: StoredTitle): void;
}

export const createPeople = (demo: Demo, store: Store): People => {
  const byOpenid = new Map(demo.people.flatMap((person) => Object.values(person.openids).map((id) => [id, person])));
  const added = store.collection<StoredTitle[]>('titles');
  const none = { companyAddress: '', telephone: '', bankName: '', bankAccount: '' };
  const company = demo.companies[0];

  const titles = (person: DemoPerson): StoredTitle[] =>
    added.get(person.openid) ?? [
      ...(company ? [{ ...none, type: '0' as const, title: company.name, taxNumber: company.taxNo }] : []),
      { ...none, type: '1', title: person.name, taxNumber: '' },
    ];

  const firstBuyer = () => {
    const buyer = demo.people.find(({ role }) => role === 'buyer');
    if (!buyer) throw new Error('the demo data has no buyer');
    return buyer;
  };

  return {
    all: () => demo.people,
    find: (openid) => byOpenid.get(openid),
    openidUnder: (person, appid) => person.openids[appid] ?? person.openid,
    firstBuyer,
    titles,
    addTitle: (person, title) => added.put(person.openid, [...titles(person), title]),
  };
};

import type { DemoPerson } from '../../demo';
import { newIds } from '../ids';
import type { Pushes } from '../push/pushes';
import type { Store } from '../store';
import { WeChatError } from '../wire/errors';
import type { People, StoredTitle } from './people';

const linkLife = 7200;
const codeLife = 300;

/** An account offers a title; the person fills it in where `byUser` says so. */
export interface TitleOffer {
  action: 'list_auth';
  title: StoredTitle;
  byUser: boolean;
}

/** An account, called `biz_name` on the page, asks for one of the person's titles; `attach` comes back with it. */
export interface TitleRequest {
  action: 'select_title';
  attach: string;
  biz_name: string;
}

/** A way for a person to take over a title from an account, or to hand one to it. */
export interface TitleLink {
  key: string;
  appid: string;
  at: number;
  content: TitleOffer | TitleRequest;
}

interface TitleCode {
  title: StoredTitle;
  until: number;
}

export interface TitleLinks {
  /** Makes a link and answers its address. */
  make(appid: string, content: TitleLink['content']): string;
  /** The link behind an address of `make`; one that offers a title ends after two hours. */
  read(address: string): TitleLink | 'expired' | undefined;
  /** The person hands over a title: the account that asked is told. */
  submit(appid: string, attach: string, person: DemoPerson, title: StoredTitle): void;
  /** The text of the QR code that the person shows for a title. */
  showCode(title: StoredTitle): { scan_text: string; expires_in: number };
  /** The title behind such a text: 72031 for another text, 72044 for one that is over. */
  scan(text: string): StoredTitle;
}

/** A title in the words of WeChat's interfaces. */
export const wireTitle = (title: StoredTitle) => ({
  title: title.title,
  phone: title.telephone,
  tax_no: title.taxNumber,
  addr: title.companyAddress,
  bank_type: title.bankName,
  bank_no: title.bankAccount,
});

const keyNames = { list_auth: 'biz_title_key', select_title: 'select_title_key' } as const;
const queryOf = (address: string) => new URLSearchParams(address.replace(/^[^?]*\?/, '').replace(/#.*$/s, ''));

interface Surroundings {
  store: Store;
  now: () => number;
  baseUrl: () => string;
  people: People;
  pushes: Pushes;
}

export const createTitleLinks = ({ store, now, baseUrl, people, pushes }: Surroundings): TitleLinks => {
  const links = store.collection<TitleLink>('title-link');
  const codes = store.collection<TitleCode>('title-code');

  return {
    make: (appid, content) => {
      const key = newIds.titleKey();
      links.put(key, { key, appid, at: now(), content });
      const { action } = content;
      return `${baseUrl()}/intp/invoice/usertitle?action=${action}&${keyNames[action]}=${key}#wechat_redirect`;
    },

    read: (address) => {
      const query = queryOf(address);
      const action = query.get('action');
      if (action !== 'list_auth' && action !== 'select_title') return undefined;
      const link = links.get(query.get(keyNames[action]) ?? '');
      if (link?.content.action !== action) return undefined;
      // A link that asks for a title hangs as a QR code at the till, for as long as that stands.
      return action === 'list_auth' && now() >= link.at + linkLife ? 'expired' : link;
    },

    submit: (appid, attach, person, title) =>
      pushes.queue(appid, people.openidUnder(person, appid), 'submit_invoice_title', '', {
        ...wireTitle(title),
        attach,
        title_type: title.type === '0' ? 'InvoiceUserTitleBusinessType' : 'InvoiceUserTitlePersonType',
      }),

    showCode: (title) => {
      const key = newIds.titleKey();
      codes.put(key, { title, until: now() + codeLife });
      const scan_text = `${baseUrl()}/intp/invoice/usertitlewxa?action=list_auth&invoice_key=${key}`;
      return { scan_text, expires_in: codeLife };
    },

    scan: (text) => {
      const key = queryOf(text).get('invoice_key');
      if (!key) throw new WeChatError(72031);
      const code = codes.get(key);
      if (!code || now() >= code.until) throw new WeChatError(72044);
      return code.title;
    },
  };
};

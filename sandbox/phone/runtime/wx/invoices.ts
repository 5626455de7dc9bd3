import { h } from '../dom';
import type { Phone } from '../phone';
import { openFrame } from '../ui/frames';
import { button, openSheet } from '../ui/sheet';
import { type Api, asynchronousGroup, WxFailure } from './api';
import type { Permissions } from './permissions';

/** A title of the person's WeChat, with the field names of wx.chooseInvoiceTitle. */
interface InvoiceTitle {
  /** '0' a company, '1' a person. */
  type: string;
  title: string;
  taxNumber: string;
  companyAddress: string;
  telephone: string;
  bankName: string;
  bankAccount: string;
}

interface ChosenCard {
  card_id: string;
  encrypt_code: string;
  app_id: string;
}

const chooseTitle = (titles: InvoiceTitle[]): Promise<InvoiceTitle | undefined> =>
  openSheet<InvoiceTitle | undefined>({ label: '选择发票抬头', kind: 'sheet' }, (close) => [
    h(
      'header.mp-bar',
      {},
      button('取消', () => close(undefined)),
      h('strong', {}, '选择发票抬头'),
      h('span'),
    ),
    ...titles.map((title) => {
      const row = button(title.title, () => close(title), 'mp-title');
      row.append(h('small', {}, title.type === '0' ? `单位 ${title.taxNumber}` : '个人'));
      return row;
    }),
    ...(titles.length === 0 ? [h('p.mp-empty', {}, '微信里还没有发票抬头')] : []),
  ]);

/** Titles and invoices that WeChat keeps for the person. */
export const invoices = (phone: Phone, permissions: Permissions): Api => {
  const { openid, wechatUrl } = phone.settings;
  const dark = (): string => (phone.theme() === 'dark' ? '&theme=dark' : '');
  return asynchronousGroup(phone, {
    chooseInvoiceTitle: async () => {
      permissions.assertNotRefused('scope.invoiceTitle');
      const response = await fetch(`${wechatUrl}/__sandbox/titles?openid=${encodeURIComponent(openid)}`);
      if (!response.ok) throw new WxFailure(`system error: ${response.status}`);
      const chosen = await chooseTitle((await response.json()) as InvoiceTitle[]);
      if (!chosen) throw new WxFailure('cancel');
      return chosen;
    },
    chooseInvoice: async () => {
      permissions.assertNotRefused('scope.invoice');
      const url = `${wechatUrl}/__sandbox/app/cards?openid=${encodeURIComponent(openid)}&choose=1${dark()}`;
      const answer = await openFrame({ url, title: '选择发票', kind: 'sheet' }, ({ type }) => type === 'cards.chosen');
      const cards = (answer?.['cards'] ?? []) as ChosenCard[];
      if (cards.length === 0) throw new WxFailure('cancel');
      const chosen = cards.map(({ card_id, encrypt_code, app_id }) => ({ card_id, encrypt_code, app_id }));
      return { invoiceInfo: JSON.stringify(chosen) };
    },
  });
};

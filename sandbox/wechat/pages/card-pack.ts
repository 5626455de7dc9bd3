import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Card, ReimburseStatus } from '../model/cards';
import { yuan } from '../money';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { badge, notice, page, webAddress, when, type Html } from './layout';

const states: Record<ReimburseStatus, { tone: 'good' | 'busy' | 'done' | 'bad'; icon: string; word: string }> = {
  INVOICE_REIMBURSE_INIT: { tone: 'good', icon: '○', word: '未报销' },
  INVOICE_REIMBURSE_LOCK: { tone: 'busy', icon: '◐', word: '报销中' },
  INVOICE_REIMBURSE_CLOSURE: { tone: 'done', icon: '✓', word: '已报销' },
  INVOICE_REIMBURSE_CANCEL: { tone: 'bad', icon: '✕', word: '已作废' },
};

const stateOf = (card: Card) => {
  const { tone, icon, word } = states[card.reimburse_status];
  return badge(tone, icon, word);
};

const grouped = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ');

const summary = (world: World, card: Card) => html`
  <span class="grow">
    <span class="name">${world.cards.template(card.card_id)?.payee ?? ''}</span>
    <span class="soft">${card.data.title}</span><br />
    ${stateOf(card)}
  </span>
  <span class="sum">${yuan(card.data.fee)}</span>
`;

const list = (world: World, cards: Card[], openid: string): Html =>
  cards.length === 0
    ? notice('busy', '卡包里还没有发票', '开好的发票会放在这里。')
    : html`<h2>卡包 · 发票（${cards.length}）</h2>
        ${cards.map(
          (card) =>
            html`<a
              class="card row"
              href="?openid=${encodeURIComponent(openid)}&code=${card.code}"
              data-code="${card.code}"
              >${summary(world, card)}</a
            >`,
        )}`;

const picker = (world: World, cards: Card[]): Html => html`
  <div data-picker>
    <h2>选择要提交的发票</h2>
    ${cards.length === 0 ? notice('busy', '没有可选的发票', '卡包里还没有发票。') : ''}
    ${cards.map(
      (card) =>
        html`<label class="card row">
          <input
            type="checkbox"
            value="${JSON.stringify({ card_id: card.card_id, encrypt_code: card.encrypt_code, app_id: card.app_id })}"
          />
          ${summary(world, card)}
        </label>`,
    )}
    <button class="primary" data-choose disabled>选择发票</button>
    <button data-cancel>取消</button>
  </div>
`;

/** The merchant's own entry on a card: its address, with what WeChat appends. */
const customEntry = (world: World, card: Card): Html | '' => {
  const face = world.cards.template(card.card_id)?.base_info;
  const address = webAddress(face?.custom_url ?? '');
  if (!face || !address) return '';
  const url = new URL(address);
  url.searchParams.set('encrypt_code', card.encrypt_code);
  url.searchParams.set('card_id', card.card_id);
  return html`<a class="button" href="${url.href}" target="_blank" rel="noopener"
    >${face.custom_url_name || '在公众号中查看'}</a
  >`;
};

const fact = (name: string, value: string | number | undefined) =>
  value === undefined || value === ''
    ? ''
    : html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;

const detail = (world: World, card: Card, openid: string): Html => {
  const { data } = card;
  const template = world.cards.template(card.card_id);
  return html`
    <section class="card">
      <p class="soft">${template?.type ?? ''}</p>
      <h1>${template?.payee ?? ''}</h1>
      <p class="amount">${yuan(data.fee)}</p>
      <p>${stateOf(card)}</p>
      <dl>
        ${fact('发票抬头', data.title)} ${fact('购方税号', data.buyer_number)}
        ${fact('不含税金额', yuan(data.fee_without_tax))} ${fact('税额', yuan(data.tax))}
        ${fact('开票时间', when(data.billing_time))}
        ${fact(data.billing_code ? '发票代码和号码' : '发票号码', [data.billing_no, data.billing_code].filter(Boolean).map(grouped).join(' / '))}
        ${fact('校验码', data.check_code)} ${fact('销方税号', data.seller_number)} ${fact('备注', data.remarks)}
      </dl>
    </section>
    ${
      data.info?.length
        ? html`<section class="card">
            <dl>
              ${data.info.map(
                ({ name, num, unit, price }) =>
                  html`<div>
                    <dd>${name}${num === undefined ? '' : ` × ${num}${unit ?? ''}`}</dd>
                    <dd class="price">${yuan(price)}</dd>
                  </div>`,
              )}
            </dl>
          </section>`
        : ''
    }
    <a
      class="button primary"
      href="${world.pdfs.url(data.s_pdf_media_id, { card_id: card.card_id })}"
      target="_blank"
      rel="noopener"
      >查看 PDF</a
    >
    ${customEntry(world, card)}
    <a class="button" href="?openid=${encodeURIComponent(openid)}">返回卡包</a>
    <p class="soft foot">卡券号 ${card.code}</p>
  `;
};

/** The card pack as its owner sees it: the list, one card, and the picker of wx.chooseInvoice. */
export const mountCardPack = (app: Hono<WeChatEnv>, world: World): void => {
  app.get('/__sandbox/app/cards', (c) => {
    const openid = c.req.query('openid') ?? '';
    const person = world.people.find(openid);
    if (!person) return page(c, '卡包', notice('bad', '沙箱里没有这个人', '请换一个 openid。'), 404);
    // A closed invoice leaves the card pack.
    const cards = world.cards
      .of(person.openid)
      .filter((card) => card.reimburse_status !== 'INVOICE_REIMBURSE_CLOSURE')
      .reverse();
    if (c.req.query('choose') === '1') return page(c, '选择发票', picker(world, cards));
    const code = c.req.query('code');
    if (code === undefined) return page(c, '卡包', list(world, cards, openid));
    const card = cards.find((one) => one.code === code);
    if (!card) return page(c, '发票', notice('bad', '没有这张发票', '它可能已报销，或不在你的卡包里。'), 404);
    return page(c, '发票', detail(world, card, openid));
  });
};

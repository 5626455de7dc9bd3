import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Authorization } from '../model/authorizations';
import type { PaidPayment } from '../model/payments';
import { yuan } from '../money';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { badge, notice, page, when, type Html } from './layout';

const states: Record<Exclude<Authorization['state'], 'none'>, Html> = {
  authorized: badge('busy', '◐', '已申请开票'),
  rejected: badge('bad', '✕', '商家未能开票'),
  inserted: badge('good', '✓', '发票已放入卡包'),
};

/** Where a person reads the bill of a payment. */
export const billPath = (openid: string, transaction_id: string) =>
  `/__sandbox/app/bill?openid=${encodeURIComponent(openid)}&transaction_id=${transaction_id}`;

/** The way to the invoice, or how far it has come; nothing where WeChat shows no entry. */
export const invoiceEntry = (world: World, { paid, openid }: PaidPayment): Html | '' => {
  if (!paid.entry) return '';
  const authorization = world.authorizations.find(paid.entry);
  if (authorization && authorization.state !== 'none')
    return html`<section class="card">${states[authorization.state]}</section>`;
  const query = `action=list&${world.links.authQuery(paid.entry)}&sandbox_openid=${encodeURIComponent(openid)}`;
  return html`<a class="button primary" data-entry="invoice" href="/bizmall/authinvoice?${query}">开具电子发票</a>`;
};

/** 账单详情: a payment as its payer sees it. */
export const mountBill = (app: Hono<WeChatEnv>, world: World): void => {
  app.get('/__sandbox/app/bill', (c) => {
    const person = world.people.find(c.req.query('openid') ?? '');
    const payment = world.payments.byTransaction(c.req.query('transaction_id') ?? '');
    if (!person || payment?.person !== person.openid)
      return page(c, '账单', notice('bad', '没有这笔账单', '它可能不是你的账单。'), 404);
    const fact = (name: string, value: string) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;
    return page(
      c,
      '账单',
      html`<section class="card">
          <p class="soft">${world.accounts.merchantByMchid(payment.mchid)?.name ?? ''}</p>
          <p class="amount">${yuan(payment.total_fee)}</p>
          <dl>
            ${fact('当前状态', '支付成功')} ${fact('商品', payment.body)} ${fact('支付时间', when(payment.paid.at))}
            ${fact('交易单号', payment.paid.transaction_id)} ${fact('商户单号', payment.out_trade_no)}
          </dl>
        </section>
        ${invoiceEntry(world, payment)}
        <a class="button" href="/__sandbox/app/messages?openid=${encodeURIComponent(person.openid)}">返回服务通知</a>`,
    );
  });
};

import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { ServiceMessage } from '../model/messages';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { billPath, invoiceEntry } from './bill';
import { badge, notice, page, webAddress, when } from './layout';

const kinds: Record<ServiceMessage['kind'], { tone: 'good' | 'done' | 'bad'; icon: string; word: string }> = {
  rejected: { tone: 'bad', icon: '✕', word: '开票被拒绝' },
  cancelled: { tone: 'bad', icon: '✕', word: '发票作废' },
  reimbursed: { tone: 'done', icon: '✓', word: '报销完成' },
  subscribe: { tone: 'good', icon: '●', word: '订阅消息' },
  paid: { tone: 'good', icon: '✓', word: '支付成功' },
};

/** 服务通知: what accounts have told a person, newest first. */
export const mountMessages = (app: Hono<WeChatEnv>, world: World): void => {
  app.get('/__sandbox/app/messages', (c) => {
    const person = world.people.find(c.req.query('openid') ?? '');
    if (!person) return page(c, '服务通知', notice('bad', '沙箱里没有这个人', '请换一个 openid。'), 404);
    const messages = world.messages.of(person.openid);
    if (messages.length === 0)
      return page(c, '服务通知', notice('busy', '还没有通知', '商家和小程序的通知会出现在这里。'));
    return page(
      c,
      '服务通知',
      html`${messages.map(({ from, kind, title, facts, url, transaction_id, at }) => {
        const { tone, icon, word } = kinds[kind];
        const address = webAddress(url);
        const payment = transaction_id === undefined ? undefined : world.payments.byTransaction(transaction_id);
        return html`<h2>${when(at)}</h2>
          <article class="card">
            <p class="soft">${world.accounts.find(from)?.name ?? from} · ${badge(tone, icon, word)}</p>
            <h1>${title}</h1>
            <dl>
              ${facts.map(
                ([name, value]) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )}
              ${
                url && !address
                  ? html`<div>
                      <dt>页面</dt>
                      <dd>${url}</dd>
                    </div>`
                  : ''
              }
            </dl>
            ${address ? html`<a class="button" href="${address}" target="_blank" rel="noopener">查看详情</a>` : ''}
            ${
              payment
                ? html`${invoiceEntry(world, payment)}
                    <a class="button" href="${billPath(person.openid, payment.paid.transaction_id)}">账单详情</a>`
                : ''
            }
          </article>`;
      })}`,
    );
  });
};

import type { Context } from 'hono';
import { html } from 'hono/html';
import { notice, page, when } from '../wechat/pages/layout';
import type { WeChatEnv } from '../wechat/wire/call-desk';
import type { ReceivedMail } from './index';

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`;

/** The mail box of everybody in the sandbox, the newest mail first. */
export const mailPage = (c: Context<WeChatEnv>, mails: ReceivedMail[]) =>
  mails.length === 0
    ? page(c, '邮箱', notice('busy', '还没有邮件', '发票发到邮箱后会出现在这里，沙箱不会真的寄出。'))
    : page(
        c,
        '邮箱',
        html`${mails.map(
          ({ id, subject, from, to, text, attachments, at }) =>
            html`<h2>${when(at)}</h2>
              <article class="card">
                <p class="soft">${from} → ${to.join('、')}</p>
                <h1>${subject}</h1>
                <p class="letter">${text}</p>
                ${attachments.map(
                  ({ name, bytes }, n) =>
                    html`<a class="button" href="/__sandbox/mails/${id}/${n}" target="_blank" rel="noopener"
                      >${name}（${kilobytes(bytes)}）</a
                    >`,
                )}
              </article>`,
        )}`,
      );

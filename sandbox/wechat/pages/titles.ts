import type { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { toString as drawCode } from 'qrcode';
import type { StoredTitle } from '../model/people';
import { wireTitle, type TitleLink, type TitleOffer } from '../model/title-links';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { notice, page, type Html } from './layout';
import { personSwitch, readVisitor, textIn, type Visitor } from './visitor';

const heading = '发票抬头';

const labels: Record<keyof ReturnType<typeof wireTitle>, string> = {
  title: '抬头名称',
  tax_no: '税号',
  addr: '地址',
  phone: '电话',
  bank_type: '开户银行',
  bank_no: '银行账号',
};
const named = (title: StoredTitle) => {
  const values = wireTitle(title);
  return (Object.keys(labels) as (keyof typeof labels)[]).map((name) => ({
    name,
    label: labels[name],
    value: values[name],
  }));
};

const facts = (title: StoredTitle): Html => html`
  <dl>
    ${named(title)
      .filter(({ value }) => value)
      .map(
        ({ label, value }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>
`;

const offerForm = ({ title, byUser }: TitleOffer, account: string): Html => html`
  <form method="post" data-once>
    <input type="hidden" name="action" value="keep" />
    <section class="card">
      <p class="soft">${account}</p>
      <h1>添加抬头</h1>
      ${
        byUser
          ? named(title).map(
              ({ name, label, value }) =>
                html`<label class="field">
                  <span>${label}</span>
                  <input
                    type="text"
                    name="${name}"
                    value="${value}"
                    maxlength="200"
                    autocomplete="off"
                    ${name === 'title' ? 'required' : ''}
                  />
                </label>`,
            )
          : facts(title)
      }
    </section>
    <button class="primary">保存到微信</button>
  </form>
`;

const choiceForm = (titles: StoredTitle[], account: string): Html => html`
  <p class="soft">提交给 ${account}</p>
  <h2>选择抬头</h2>
  ${titles.map(
    (title, index) =>
      html`<form method="post" data-once>
        <input type="hidden" name="action" value="submit" />
        <input type="hidden" name="choice" value="${index}" />
        <section class="card">
          ${facts(title)}
          <button class="primary">提交这个抬头</button>
        </section>
      </form>`,
  )}
`;

/** The offered title as the person leaves it; undefined while its name is missing. */
const keptTitle = ({ title, byUser }: TitleOffer, form: FormData): StoredTitle | undefined => {
  if (!byUser) return title;
  const value = (name: keyof typeof labels) => textIn(form, name);
  if (!value('title')) return undefined;
  return {
    type: '0',
    title: value('title'),
    taxNumber: value('tax_no'),
    companyAddress: value('addr'),
    telephone: value('phone'),
    bankName: value('bank_type'),
    bankAccount: value('bank_no'),
  };
};

/** Does what the form says; undefined if there is still something to ask. */
const act = (world: World, { appid, content }: TitleLink, { person, form }: Visitor): Html | undefined => {
  const action = form.get('action');
  if (!person) return undefined;
  if (content.action === 'list_auth') {
    const kept = action === 'keep' ? keptTitle(content, form) : undefined;
    if (!kept) return undefined;
    world.people.addTitle(person, kept);
    return notice('good', '已保存', '开票时可以直接选用这个抬头。');
  }
  const chosen = action === 'submit' ? world.people.titles(person)[Number(textIn(form, 'choice') || NaN)] : undefined;
  if (!chosen) return undefined;
  world.store.transaction(() => world.titleLinks.submit(appid, content.attach, person, chosen));
  return notice('good', '已提交', '商家已收到抬头。');
};

/** WeChat's pages for titles: taking one over, handing one over, and showing one's own as a code. */
export const mountTitles = (app: Hono<WeChatEnv>, world: World): void => {
  app.on(['GET', 'POST'], '/intp/invoice/usertitle', async (c) => {
    const link = world.titleLinks.read(c.req.url);
    if (!link) return page(c, heading, notice('bad', '链接无效', '请向商家要新的链接。'), 404);
    if (link === 'expired') return page(c, heading, notice('bad', '链接已过期', '请向商家要新的链接。'));
    const visitor = await readVisitor(c, world);
    const { person, people } = visitor;
    if (!person) return page(c, heading, notice('bad', '沙箱里没有这个人', '请换一个 openid。'), 404);
    const done = act(world, link, visitor);
    if (done) return page(c, heading, done);
    const { content, appid } = link;
    const account = world.accounts.find(appid)?.name ?? appid;
    return page(
      c,
      heading,
      html`${
          content.action === 'list_auth'
            ? offerForm(content, account)
            : choiceForm(world.people.titles(person), content.biz_name || account)
        }
        <aside class="sandbox">
          <p>沙箱：这里代替微信的抬头页。</p>
          ${personSwitch(people, person)}
        </aside>`,
    );
  });

  app.get('/__sandbox/app/titles', async (c) => {
    const person = world.people.find(c.req.query('openid') ?? '');
    if (!person) return page(c, heading, notice('bad', '沙箱里没有这个人', '请换一个 openid。'), 404);
    const shown = await Promise.all(
      world.people.titles(person).map(async (title) => {
        const { scan_text, expires_in } = world.titleLinks.showCode(title);
        return html`<section class="card">
          ${facts(title)}
          <div class="code">${raw(await drawCode(scan_text, { type: 'svg', margin: 2 }))}</div>
          <p class="soft">请商家扫一扫，${expires_in / 60} 分钟内有效。</p>
          <p class="soft"><code>${scan_text}</code></p>
        </section>`;
      }),
    );
    return page(
      c,
      heading,
      html`<h2>我的抬头</h2>
        ${shown}`,
    );
  });
};

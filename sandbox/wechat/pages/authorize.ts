import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { DemoPerson } from '../../demo';
import type { Authorization } from '../model/authorizations';
import type { AuthLink } from '../model/links';
import { customFields, pageFields, titleInfo, type FilledTitle } from '../model/title-info';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { authorizeView } from './authorize-view';
import { notice, page, webAddress, type Html } from './layout';
import { readForm, readVisitor, textIn, type Visitor } from './visitor';

type Ending = 'authorized' | 'declined' | 'closed';

/** Where the page stands: on the web, or as WeChat's mini program in the phone. */
interface Setting extends Visitor {
  embedded: boolean;
  query: string;
}

const title = '微信发票';

/** The way out of a page that has nothing more to do. */
const wayBack = (embedded: boolean, ending: Ending, automatic: boolean): Html =>
  embedded
    ? html`<button class="primary" data-back="${ending}" ${automatic ? html`data-done="${ending}"` : ''}>完成</button>`
    : html`<p class="soft">可以关闭此页，返回商家。</p>`;

const done = (authorization: Authorization, person: DemoPerson, embedded: boolean): Html => {
  const back = wayBack(embedded, 'authorized', false);
  if (authorization.person !== person.openid)
    return notice('bad', '已由他人申请', '这笔订单已有人申请开票。', wayBack(embedded, 'closed', false));
  switch (authorization.state) {
    case 'rejected':
      return notice('bad', '商家未能开票', '商家拒绝了这次申请，原因见服务通知。', back);
    case 'inserted':
      return notice('good', '发票已放入卡包', '可在 我的 → 卡包 → 发票 中查看。', back);
    default:
      return notice('good', '已提交', '商家开好后，发票会放入微信卡包。', back);
  }
};

/** The filled title, or what is missing in it. */
const readTitle = (world: World, link: AuthLink, form: FormData): FilledTitle | string => {
  const auth_field = world.accounts.profile(link.appid).auth_field;
  const kind = form.get('kind') === 'company' ? 'company' : 'personal';
  const value = (name: string) => textIn(form, name);
  const fields = pageFields(auth_field, kind);
  const own = customFields(auth_field, kind);
  const missing =
    fields.find(({ name, required }) => required && !value(name))?.label ??
    own.find(({ key, is_require }) => is_require === 1 && !value(`custom:${key}`))?.key;
  if (missing) return `请填写${missing}`;
  return {
    kind,
    title: value('title'),
    ...Object.fromEntries(fields.map(({ name }) => [name, value(name)])),
    custom_field: own.map(({ key }) => ({ key, value: value(`custom:${key}`) })).filter((field) => field.value),
  };
};

/** WeChat's authorization page, as a web page and as the mini program inside the phone. */
export const mountAuthorizePages = (app: Hono<WeChatEnv>, world: World): void => {
  const handle = async (c: Context<WeChatEnv>, { embedded, query, person, people, form }: Setting) => {
    const link = world.links.readAuthQuery(query);
    const authorization = link && world.authorizations.find(link);
    if (!link || !authorization) {
      const text = '请返回商家，重新打开开票页面。';
      return page(c, title, notice('bad', '链接无效', text, wayBack(embedded, 'closed', false)), 404);
    }
    if (!person) return page(c, title, notice('bad', '沙箱里没有这个人', '请换一个 openid。'), 404);
    if (link.until !== undefined && world.now() >= link.until) {
      const text = '请返回收款单位，重新打开页面。';
      return page(c, title, notice('bad', '链接已过期', text, wayBack(embedded, 'closed', false)));
    }
    if (authorization.state !== 'none') return page(c, title, done(authorization, person, embedded));

    const show = (problem = '') =>
      page(
        c,
        title,
        authorizeView({
          link,
          merchant:
            world.accounts.merchantOf(link.appid, link.s_pappid)?.name ??
            world.accounts.find(link.appid)?.name ??
            link.appid,
          platform: world.accounts.byPlatformId(link.s_pappid)?.name ?? '',
          person,
          people,
          titles: world.people.titles(person),
          authField: world.accounts.profile(link.appid).auth_field,
          embedded,
          problem,
        }),
      );

    if (c.req.method !== 'POST') {
      if (link.type === 1 && !world.accounts.profile(link.appid).auth_field) {
        world.log(`${link.appid} opened a page of type 1 without set_auth_field: WeChat may answer 72029`);
      }
      return show();
    }

    const action = form.get('action');
    if (action === 'decline') {
      world.store.transaction(() => world.authorizations.fail(authorization, person));
      return page(
        c,
        title,
        notice('bad', '授权失败', '商家已收到授权失败的通知，可以重新申请。', wayBack(embedded, 'declined', true)),
      );
    }
    if (action !== 'confirm') return show();

    const filled = link.type === 1 ? readTitle(world, link, form) : undefined;
    if (typeof filled === 'string') return show(filled);
    const info = filled && titleInfo(world.accounts.profile(link.appid).auth_field, filled);
    world.store.transaction(() => world.authorizations.confirm({ ...authorization, type: link.type }, person, info));
    const next = embedded ? undefined : webAddress(link.redirect_url);
    if (next) return c.redirect(next, 303);
    return page(
      c,
      title,
      notice('good', '已提交', '商家开好后，发票会放入微信卡包。', wayBack(embedded, 'authorized', true)),
    );
  };

  app.on(['GET', 'POST'], '/bizmall/authinvoice', async (c) =>
    handle(c, { ...(await readVisitor(c, world)), embedded: false, query: new URL(c.req.url).search }),
  );

  app.on(['GET', 'POST'], '/__sandbox/app/authorize', async (c) =>
    handle(c, {
      form: await readForm(c),
      embedded: true,
      query: c.req.query('path') ?? '',
      person: world.people.find(c.req.query('openid') ?? ''),
      people: [],
    }),
  );
};

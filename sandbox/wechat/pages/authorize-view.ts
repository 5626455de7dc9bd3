import { html } from 'hono/html';
import type { DemoPerson } from '../../demo';
import type { AuthField } from '../model/accounts';
import type { AuthLink } from '../model/links';
import type { StoredTitle } from '../model/people';
import { customFields, fillWith, pageFields } from '../model/title-info';
import { yuan } from '../money';
import type { Html } from './layout';
import { personSwitch } from './visitor';

/** What the authorization page shows. */
export interface AuthorizeView {
  link: AuthLink;
  merchant: string;
  platform: string;
  person: DemoPerson;
  /** Whom one may be instead; empty where the phone has decided. */
  people: DemoPerson[];
  titles: StoredTitle[];
  authField: AuthField | undefined;
  /** Inside the phone, as WeChat's mini program. */
  embedded: boolean;
  /** What was wrong with the form that was just sent. */
  problem: string;
}

const looks = {
  0: { heading: '申请开票', hint: '抬头已在商家处填写，确认后商家为你开票，发票会放入微信卡包。', button: '申请开票' },
  1: { heading: '填写抬头', hint: '提交后商家按此抬头开票，发票会放入微信卡包。', button: '申请开票' },
  2: { heading: '领取发票', hint: '发票已经开好，领取后放入微信卡包。', button: '领取发票' },
} as const;

const titleFields = ({ titles, authField }: AuthorizeView, kind: 'personal' | 'company') => {
  const stored = titles.filter(({ type }) => type === (kind === 'company' ? '0' : '1'));
  return html`
    <fieldset data-kind="${kind}">
      ${stored.length > 0 ? html`<p class="soft">微信中的抬头</p>` : ''}
      <div class="chips">
        ${stored.map(
          (title) =>
            html`<button type="button" data-title="${JSON.stringify(fillWith(title))}">${title.title}</button>`,
        )}
      </div>
      ${pageFields(authField, kind).map(
        ({ name, label, required }) => html`
          <label class="field">
            <span>${label}</span>
            <input
              type="text"
              name="${name}"
              maxlength="200"
              autocomplete="off"
              placeholder="${required ? '必填' : '选填'}"
              ${required ? 'required' : ''}
            />
          </label>
        `,
      )}
      ${customFields(authField, kind).map(
        ({ key, is_require, notice }) => html`
          <label class="field">
            <span>${key}</span>
            <input
              type="text"
              name="custom:${key}"
              maxlength="200"
              placeholder="${notice ?? ''}"
              ${is_require === 1 ? 'required' : ''}
            />
          </label>
        `,
      )}
    </fieldset>
  `;
};

const titleForm = (view: AuthorizeView) => html`
  <div class="card">
    <div class="segments" role="radiogroup" aria-label="抬头类型">
      <label><input type="radio" name="kind" value="personal" checked /><span>个人</span></label>
      <label><input type="radio" name="kind" value="company" /><span>单位</span></label>
    </div>
    ${titleFields(view, 'personal')} ${titleFields(view, 'company')}
  </div>
`;

const sandboxStrip = ({ people, person, embedded }: AuthorizeView) => html`
  <aside class="sandbox">
    <p>沙箱：这里代替微信的授权页，不是真实的开票。</p>
    ${personSwitch(people, person)}
    <form method="post" data-once>
      <input type="hidden" name="action" value="decline" />
      <button>模拟授权失败</button>
    </form>
    ${embedded ? '' : html`<p class="soft">直接关闭此页等于没有授权。</p>`}
  </aside>
`;

/** The authorization page before it has been confirmed, in the look of its type. */
export const authorizeView = (view: AuthorizeView): Html => {
  const { link, merchant, platform, person, embedded, problem } = view;
  const look = looks[link.type];
  return html`
    <section class="card">
      <p class="soft">${merchant}</p>
      <h1>${look.heading}</h1>
      <p class="amount">${yuan(link.money)}</p>
      <dl>
        <div>
          <dt>订单号</dt>
          <dd>${link.order_id}</dd>
        </div>
        <div>
          <dt>开票平台</dt>
          <dd>${platform}</dd>
        </div>
        <div>
          <dt>领票人</dt>
          <dd>${person.name}</dd>
        </div>
      </dl>
    </section>
    ${problem ? html`<p class="bad" role="alert">! ${problem}</p>` : ''}
    <form method="post" data-once>
      <input type="hidden" name="action" value="confirm" />
      ${link.type === 1 ? titleForm(view) : ''}
      <p class="soft">${look.hint}</p>
      <button class="primary">${look.button}</button>
      ${embedded ? html`<button type="button" data-back="closed">取消</button>` : ''}
    </form>
    ${sandboxStrip(view)}
  `;
};

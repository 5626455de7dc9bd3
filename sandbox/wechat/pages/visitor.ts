import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { DemoPerson } from '../../demo';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import type { Html } from './layout';

const personCookie = 'sandbox_person';

/** Who looks at a page of WeChat's on the web. */
export interface Visitor {
  person: DemoPerson | undefined;
  /** Whom one may switch to; empty where the address says who it is. */
  people: DemoPerson[];
  form: FormData;
}

/** The text in a field of a form, as much of it as a page takes. */
export const textIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim().slice(0, 200) : '';
};

/** The form that was sent; empty where none was. */
export const readForm = async ({ req }: Context): Promise<FormData> =>
  req.method === 'POST' ? req.formData().catch(() => new FormData()) : new FormData();

/** Reads who is there: by the address, by what was chosen before, or the first buyer; and takes a switch to another. */
export const readVisitor = async (c: Context<WeChatEnv>, world: World): Promise<Visitor> => {
  const form = await readForm(c);
  const fixed = c.req.query('sandbox_openid');
  if (fixed !== undefined) return { person: world.people.find(fixed), people: [], form };
  const next = form.get('action') === 'switch' ? world.people.find(textIn(form, 'person')) : undefined;
  if (next) setCookie(c, personCookie, next.openid, { httpOnly: true, sameSite: 'Lax', path: '/' });
  const person = next ?? world.people.find(getCookie(c, personCookie) ?? '') ?? world.people.firstBuyer();
  return { person, people: world.people.all(), form };
};

/** The choice of another person; nothing where there is none. */
export const personSwitch = (people: DemoPerson[], person: DemoPerson): Html | '' =>
  people.length === 0
    ? ''
    : html`<form method="post">
        <input type="hidden" name="action" value="switch" />
        <label class="field">
          <span>当前的人</span>
          <select name="person" data-submit>
            ${people.map(
              ({ openid, name }) =>
                html`<option value="${openid}" ${openid === person.openid ? 'selected' : ''}>${name}</option>`,
            )}
          </select>
        </label>
        <noscript><button>切换</button></noscript>
      </form>`;

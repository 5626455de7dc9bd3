import * as v from 'valibot';
import type { DemoPerson } from '../../demo';
import type { StoredTitle } from '../model/people';
import { field } from '../wire/fields';
import type { World } from '../world';
import { ControlError, personBehind, read, type Control } from './desk';

const title = v.object({
  type: v.picklist(['0', '1']),
  title: field.text,
  taxNumber: v.optional(v.string(), ''),
  companyAddress: v.optional(v.string(), ''),
  telephone: v.optional(v.string(), ''),
  bankName: v.optional(v.string(), ''),
  bankAccount: v.optional(v.string(), ''),
});

const titleCode = v.object({ openid: field.text, title: v.optional(field.text) });
const submission = v.object({ url: field.text, openid: v.optional(field.text), title: v.optional(field.text) });

/** The titles that a person keeps in WeChat, shown as a code, and handed to whoever asks. */
export const mountTitleControl = (on: Control, world: World): void => {
  /** The person's title of that name, or their first. */
  const titleOf = (person: DemoPerson, name: string | undefined): StoredTitle => {
    const found = world.people.titles(person).find((one) => name === undefined || one.title === name);
    if (!found) throw new ControlError(404, `${person.name} keeps no title ${name ?? ''}`);
    return found;
  };

  on('GET', 'titles', (c) => world.people.titles(personBehind(world, c.req.query('openid') ?? '')));
  on('POST', 'titles', async (c) => {
    const person = personBehind(world, c.req.query('openid') ?? '');
    world.people.addTitle(person, await read(c, title));
    return world.people.titles(person);
  });

  on('POST', 'title_code', async (c) => {
    const { openid, title: name } = await read(c, titleCode);
    return { ok: true, ...world.titleLinks.showCode(titleOf(personBehind(world, openid), name)) };
  });

  on('POST', 'submit_title', async (c) => {
    const { openid, title: name, url } = await read(c, submission);
    const link = world.titleLinks.read(url);
    if (!link || link === 'expired' || link.content.action !== 'select_title')
      throw new ControlError(404, 'url is no answer of getselecttitleurl');
    const { attach } = link.content;
    const person = openid === undefined ? world.people.firstBuyer() : personBehind(world, openid);
    const chosen = titleOf(person, name);
    world.store.transaction(() => world.titleLinks.submit(link.appid, attach, person, chosen));
    return { ok: true, appid: link.appid, title: chosen.title, attach };
  });
};

import * as v from 'valibot';
import { field } from '../wire/fields';
import type { World } from '../world';
import { ControlError, personBehind, read, type Control } from './desk';

const account = v.object({
  appid: field.text,
  digitalCards: v.exactOptional(v.picklist([0, 72040, 72045, 72082, -1])),
  pushMode: v.exactOptional(v.picklist(['plain', 'compatible', 'safe'])),
  pushFormat: v.exactOptional(v.picklist(['xml', 'json'])),
  authorizeField: v.exactOptional(v.picklist(['AuthorizeAppId', 'AppId'])),
  boundTitle: v.exactOptional(v.string()),
  cardsInTest: v.exactOptional(v.boolean()),
  templatePauseS: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  serialPrefix: v.exactOptional(v.string()),
  taxNo: v.exactOptional(v.string()),
});

const event = v.object({
  appid: field.text,
  event: field.text,
  openid: v.optional(field.text),
  order_id: v.optional(v.string(), ''),
  fields: v.optional(v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/)), v.union([v.string(), v.number()])), {}),
});

/** How WeChat treats an account, and anything at all that it may push to one. */
export const mountAccountControl = (on: Control, world: World): void => {
  const checkAccount = (appid: string) => {
    if (!world.accounts.find(appid)) throw new ControlError(404, `there is no account ${appid}`);
  };

  on('POST', 'account', async (c) => {
    const { appid, ...given } = await read(c, account);
    checkAccount(appid);
    world.accounts.changeSettings(appid, given);
    return { ok: true, appid, settings: world.accounts.settings(appid) };
  });

  on('POST', 'events', async (c) => {
    const { appid, event: name, openid, order_id, fields } = await read(c, event);
    checkAccount(appid);
    const person = openid === undefined ? world.people.firstBuyer() : personBehind(world, openid);
    world.pushes.queue(appid, world.people.openidUnder(person, appid), name, order_id, fields);
    return { ok: true, appid, event: name };
  });
};

import * as v from 'valibot';
import { field } from '../wire/fields';
import type { World } from '../world';
import { personBehind, read, type Control } from './desk';

const consent = v.object({ openid: field.text, template_ids: v.array(field.text) });

/** What a person says to messages. */
export const mountMessageControl = (on: Control, world: World): void => {
  on('POST', 'subscribe', async (c) => {
    const { openid, template_ids: templateIds } = await read(c, consent);
    world.messages.allow(personBehind(world, openid).openid, templateIds);
    return { ok: true };
  });
};

import * as v from 'valibot';
import { faultKinds } from '../faults';
import { field } from '../wire/fields';
import type { World } from '../world';
import { read, type Control } from './desk';

const clock = v.object({ advance_s: v.pipe(v.number(), v.minValue(0), v.maxValue(20 * 366 * 86_400)) });

const faults = v.object({
  seed: v.optional(v.pipe(v.number(), v.integer())),
  rules: v.array(
    v.pipe(
      v.object({
        path: v.optional(field.text),
        push: v.optional(field.text),
        kind: v.picklist(faultKinds),
        errcode: v.optional(v.pipe(v.number(), v.integer())),
        ms: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(600_000))),
        probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
        count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      }),
      v.check(({ path, push }) => (path === undefined) !== (push === undefined), 'a rule has either path or push'),
      v.check(({ kind, path }) => kind !== 'errcode' || path !== undefined, 'errcode strikes a path, not a push'),
      v.check(({ kind, errcode }) => kind !== 'errcode' || errcode !== undefined, 'errcode is missing'),
    ),
  ),
});

/** The clock, the weather, and the way back to the beginning. */
export const mountSandboxControl = (on: Control, world: World, reset: () => Promise<void>): void => {
  on('POST', 'clock', async (c) => {
    const { advance_s } = await read(c, clock);
    await world.clock.advance(advance_s);
    return { ok: true, now: world.now(), offset_s: Math.round(world.clock.offset() / 1000) };
  });

  on('POST', 'reset', async () => {
    await reset();
    return { ok: true };
  });

  on('PUT', 'faults', async (c) => {
    const { seed = 1, rules } = await read(c, faults);
    world.faults.replace(seed, rules);
    return { ok: true, rules: rules.length };
  });
};

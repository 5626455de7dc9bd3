import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import type { DemoPerson } from '../../demo';
import type { WeChatEnv } from '../wire/call-desk';
import { readJsonObject } from '../wire/body';
import type { World } from '../world';

/** A request that cannot be fulfilled, answered as `{"error"}` with its status. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

/** Reads the body of a control request by its description. */
export const read = async <S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> => {
  const body = readJsonObject(new Uint8Array(await c.req.arrayBuffer()));
  if (!body) throw new ControlError(400, 'the body must be a JSON object');
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue);
  throw new ControlError(400, where ? `${where}: ${issue.message}` : issue.message);
};

/** The one thing that is meant: 404 if there is none, 409 if there are several. */
export const theOnly = <T>(found: readonly T[], what: string, toTellApart: string): T => {
  const [only] = found;
  if (!only) throw new ControlError(404, `there is no ${what}`);
  if (found.length > 1) throw new ControlError(409, `${found.length} are called ${what}: name ${toTellApart}`);
  return only;
};

export const personBehind = (world: World, openid: string): DemoPerson => {
  const person = world.people.find(openid);
  if (!person) throw new ControlError(404, `nobody has the openid ${openid}`);
  return person;
};

export type Control = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  handle: (c: Context<WeChatEnv>) => object | Promise<object>,
) => void;

/** Puts control addresses on the app, all under `/__sandbox/`. */
export const controlOn =
  (app: Hono<WeChatEnv>): Control =>
  (method, path, handle) =>
    app.on(method, `/__sandbox/${path}`, async (c) => {
      try {
        return c.json(await handle(c));
      } catch (error) {
        if (error instanceof ControlError) return c.json({ error: error.message }, error.status);
        throw error;
      }
    });

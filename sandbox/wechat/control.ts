import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import type { DemoPerson } from '../demo';
import { faultKinds } from './faults';
import type { Authorization } from './model/authorizations';
import { titleInfo, titleOf, type FilledTitle } from './model/title-info';
import type { WeChatEnv } from './wire/api';
import { readJsonObject } from './wire/body';
import { field } from './wire/fields';
import type { World } from './world';

/** A request that cannot be fulfilled, answered as `{"error"}` with its status. */
class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is this machine's own. */
export const isLoopback = (url: string): boolean => {
  try {
    return loopback.has(new URL(url).hostname);
  } catch {
    return false;
  }
};

const order = { order_id: field.text, appid: v.optional(field.text) };

const schemas = {
  authorize: v.object({
    ...order,
    s_pappid: v.optional(field.text),
    openid: v.optional(field.text),
    title: v.optional(
      v.object({
        title: field.text,
        tax_no: v.optional(v.string()),
        phone: v.optional(v.string()),
        email: v.optional(v.string()),
        addr: v.optional(v.string()),
        bank_type: v.optional(v.string()),
        bank_no: v.optional(v.string()),
      }),
    ),
  }),
  decline: v.object({ ...order, s_pappid: v.optional(field.text), openid: v.optional(field.text) }),
  clock: v.object({ advance_s: v.pipe(v.number(), v.minValue(0), v.maxValue(20 * 366 * 86_400)) }),
  faults: v.object({
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
  }),
  account: v.object({
    appid: field.text,
    digitalCards: v.exactOptional(v.picklist([0, 72040, 72045, 72082, -1])),
    pushMode: v.exactOptional(v.picklist(['plain', 'compatible', 'safe'])),
    pushFormat: v.exactOptional(v.picklist(['xml', 'json'])),
    authorizeField: v.exactOptional(v.picklist(['AuthorizeAppId', 'AppId'])),
    boundTitle: v.exactOptional(v.string()),
    cardsInTest: v.exactOptional(v.boolean()),
    templatePauseS: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  }),
  title: v.object({
    type: v.picklist(['0', '1']),
    title: field.text,
    taxNumber: v.optional(v.string(), ''),
    companyAddress: v.optional(v.string(), ''),
    telephone: v.optional(v.string(), ''),
    bankName: v.optional(v.string(), ''),
    bankAccount: v.optional(v.string(), ''),
  }),
};

const read = async <S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> => {
  const body = readJsonObject(new Uint8Array(await c.req.arrayBuffer()));
  if (!body) throw new ControlError(400, 'the body must be a JSON object');
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue);
  throw new ControlError(400, where ? `${where}: ${issue.message}` : issue.message);
};

/** What a test or a person may do to the sandbox's WeChat: everything under `/__sandbox`. */
export const mountControl = (app: Hono<WeChatEnv>, world: World, reset: () => Promise<void>): void => {
  app.use('/__sandbox/*', cors({ origin: (origin) => (isLoopback(origin) ? origin : null) }));
  app.use('/__sandbox/*', async (c, next) => {
    const origin = c.req.header('origin');
    // A page in a sandboxed frame, as a phone may show ours, calls itself `null`.
    const framed = origin === 'null' && c.req.path.startsWith('/__sandbox/app/');
    if (origin !== undefined && !framed && !isLoopback(origin)) {
      return c.json({ error: 'only pages of this machine may do that' }, 403);
    }
    return next();
  });
  app.use(
    '/__sandbox/*',
    bodyLimit({ maxSize: 1_000_000, onError: (c) => c.json({ error: 'the body is larger than 1 MB' }, 400) }),
  );

  const on = (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    handle: (c: Context<WeChatEnv>) => object | Promise<object>,
  ) =>
    app.on(method, `/__sandbox/${path}`, async (c) => {
      try {
        return c.json(await handle(c));
      } catch (error) {
        if (error instanceof ControlError) return c.json({ error: error.message }, error.status);
        throw error;
      }
    });

  const personBehind = (openid: string): DemoPerson => {
    const person = world.people.find(openid);
    if (!person) throw new ControlError(404, `nobody has the openid ${openid}`);
    return person;
  };

  /** The one order that is meant and still open. */
  const openOrder = (wanted: {
    order_id: string;
    appid?: string | undefined;
    s_pappid?: string | undefined;
  }): Authorization => {
    const known = world.authorizations
      .byOrder(wanted.order_id)
      .filter(({ appid }) => wanted.appid === undefined || appid === wanted.appid)
      .filter(({ s_pappid }) => wanted.s_pappid === undefined || s_pappid === wanted.s_pappid);
    if (known.length === 0)
      throw new ControlError(404, `no authorization page was fetched for order ${wanted.order_id}`);
    const open = known.filter(({ state }) => state === 'none');
    const [only] = open;
    if (!only) throw new ControlError(409, `order ${wanted.order_id} is already ${known[0]?.state ?? 'done'}`);
    if (open.length > 1)
      throw new ControlError(409, `${open.length} orders are called ${wanted.order_id}: name appid or s_pappid`);
    return only;
  };

  const outcome = ({ appid, s_pappid, order_id }: Authorization, person: DemoPerson) => {
    const after = world.authorizations.find({ appid, s_pappid, order_id });
    return {
      ok: true,
      order_id,
      appid,
      s_pappid,
      openid: person.openid,
      state: after?.state ?? 'none',
      ...(after ? { event: { appid: world.authorizations.eventAccount(after) } } : {}),
    };
  };

  on('POST', 'authorize', async (c) => {
    const { openid, title, ...wanted } = await read(c, schemas.authorize);
    const authorization = openOrder(wanted);
    const person = openid === undefined ? world.people.firstBuyer() : personBehind(openid);
    const filled: FilledTitle = title
      ? { ...title, kind: title.tax_no ? 'company' : 'personal' }
      : titleOf(world.people.titles(person));
    const info = titleInfo(world.accounts.profile(authorization.appid).auth_field, filled);
    world.store.transaction(() => world.authorizations.confirm(authorization, person, info));
    return outcome(authorization, person);
  });

  on('POST', 'decline', async (c) => {
    const { openid, ...wanted } = await read(c, schemas.decline);
    const authorization = openOrder(wanted);
    const person = openid === undefined ? world.people.firstBuyer() : personBehind(openid);
    world.store.transaction(() => world.authorizations.fail(authorization, person));
    return outcome(authorization, person);
  });

  on('POST', 'clock', async (c) => {
    const { advance_s } = await read(c, schemas.clock);
    await world.clock.advance(advance_s);
    return { ok: true, now: world.now(), offset_s: Math.round(world.clock.offset() / 1000) };
  });

  on('POST', 'reset', async () => {
    await reset();
    return { ok: true };
  });

  on('PUT', 'faults', async (c) => {
    const { seed = 1, rules } = await read(c, schemas.faults);
    world.faults.replace(seed, rules);
    return { ok: true, rules: rules.length };
  });

  on('POST', 'account', async (c) => {
    const { appid, ...given } = await read(c, schemas.account);
    if (!world.accounts.find(appid)) throw new ControlError(404, `there is no account ${appid}`);
    world.accounts.changeSettings(appid, given);
    return { ok: true, appid, settings: world.accounts.settings(appid) };
  });

  on('GET', 'calls', () =>
    Object.fromEntries(world.calls.all().map(({ path, total, byAppid }) => [path, { total, byAppid }])),
  );

  on('GET', 'cards', (c) => {
    const openid = c.req.query('openid');
    const cards = openid === undefined ? world.cards.all() : world.cards.of(personBehind(openid).openid);
    return cards.map(({ data, pdfHash: _pdfHash, person, ...card }) => {
      const owner = world.people.find(person);
      return { ...data, ...card, openid: owner ? world.people.openidUnder(owner, card.app_id) : person };
    });
  });

  on('GET', 'events', () => world.pushes.events());

  on('GET', 'titles', (c) => world.people.titles(personBehind(c.req.query('openid') ?? '')));
  on('POST', 'titles', async (c) => {
    const person = personBehind(c.req.query('openid') ?? '');
    world.people.addTitle(person, await read(c, schemas.title));
    return world.people.titles(person);
  });
};

import type * as v from 'valibot';
import type { AccountRight, DemoAccount } from '../../demo';
import type { World } from '../world';
import { readFields } from './fields';

/** What an endpoint has to work with; `account` is the one whose token came along. */
export interface Call<Body = unknown> {
  query: URLSearchParams;
  body: Body;
  account: DemoAccount;
}

export type Answer = Record<string, unknown>;

interface Common {
  /** As in the contract: with `?action=…` where one path serves several interfaces. */
  path: string;
  /** GET interfaces take POST as well, as WeChat does. */
  method: 'GET' | 'POST';
}

/** An interface of WeChat, ready for the engine. */
export type Endpoint = Common &
  (
    | {
        /** Called with appid and secret, before there is a token. */
        open: true;
        /** The account of the call, for the counters. */
        caller(query: URLSearchParams, body: unknown): string | undefined;
        run(world: World, query: URLSearchParams, body: unknown): Answer;
      }
    | {
        open: false;
        right?: AccountRight;
        upload: boolean;
        /** A body with nothing in it is not an error. */
        bodyless: boolean;
        /** The code for a body that is not JSON. */
        malformed: number;
        run(world: World, call: Call): Answer;
      }
  );

interface Definition<S extends v.GenericSchema> extends Common {
  /** Without it every account may call: the others are answered with 48001. */
  right?: AccountRight;
  /** The body is a form with a file; the handler gets its bytes. */
  upload?: boolean;
  bodyless?: boolean;
  malformed?: number;
  /** Checked before the fields are. */
  before?(world: World, call: Call): void;
  fields: S;
  /** Runs in one transaction: an error undoes everything. Answers what goes beside errcode and errmsg. */
  handle(world: World, call: Call<v.InferOutput<S>>): Answer | void;
}

/** Defines an interface that is called with an access token. */
export const endpoint = <S extends v.GenericSchema>(definition: Definition<S>): Endpoint => ({
  path: definition.path,
  method: definition.method,
  open: false,
  ...(definition.right ? { right: definition.right } : {}),
  upload: definition.upload ?? false,
  bodyless: definition.bodyless ?? false,
  malformed: definition.malformed ?? 47001,
  run: (world, call) => {
    definition.before?.(world, call);
    const body = readFields(definition.fields, call.body);
    return { errcode: 0, errmsg: 'ok', ...(definition.handle(world, { ...call, body }) ?? {}) };
  },
});

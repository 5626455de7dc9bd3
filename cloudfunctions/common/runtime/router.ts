import * as v from 'valibot';
import type { Envelope } from '../../../contract/envelope';
import { AppError, fail } from './errors';
import { inputIssues } from './input-issues';
import { readIdentity, type Identity } from './identity';
import { log, logRequest } from './log';

/** What a handler gets: what the schema made of the input, and the id of the call, made here when it came without. */
type Input<Schema extends v.GenericSchema> = v.InferOutput<Schema> & { requestId: string };

/** Some actions of a function: the schema of each in, its output out. */
export type Handlers<
  Inputs extends Record<string, v.GenericSchema>,
  Outputs extends Record<keyof Inputs, object>,
  Caller,
> = {
  readonly [A in keyof Inputs]: (input: Input<Inputs[A]>, caller: Caller) => Promise<Outputs[A]>;
};

const ownRequestId = () => `r${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

/** The id that a call brought along, or a new one. */
export const requestIdOf = (event: unknown): string => {
  const given = typeof event === 'object' && event && 'requestId' in event ? event.requestId : undefined;
  return typeof given === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : ownRequestId();
};

/** Any thrown thing as a failure; what is not ours is logged by its name and answered without detail. */
export const failureOf = (error: unknown): AppError['failure'] => {
  if (error instanceof AppError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log('unexpected_error', {
    error: text.slice(0, 500),
    stack: error instanceof Error ? (error.stack ?? '').slice(0, 2000) : '',
  });
  return fail('internal').failure;
};

/**
 * Makes a cloud function of actions. The guard sees who is calling and answers what the handlers may know of them,
 * or throws.
 */
export const route =
  <Inputs extends Record<string, v.GenericSchema>, Outputs extends Record<keyof Inputs, object>, Caller>(
    inputs: Inputs,
    guard: (identity: Identity, action: string) => Caller,
    handlers: Handlers<Inputs, Outputs, Caller>,
  ) =>
  async (event: unknown): Promise<Envelope<object>> => {
    const identity = readIdentity();
    const requestId = requestIdOf(event);
    logRequest(requestId);
    const started = Date.now();
    let action = '';
    try {
      const named = typeof event === 'object' && event && 'action' in event ? event.action : undefined;
      action = typeof named === 'string' && Object.hasOwn(inputs, named) ? named : '';
      const caller = guard(identity, action);
      const schema = inputs[action];
      const handler = handlers[action];
      if (!schema || !handler) throw fail('unknown_action');
      const parsed = v.safeParse(schema, { requestId, ...Object(event) });
      if (!parsed.success)
        throw fail('bad_request', { hint: `开发者：${inputIssues(parsed.issues)[0] ?? '请求格式不符'}` });
      const data = await handler(parsed.output as Input<Inputs[string]>, caller);
      log('done', { action, ms: Date.now() - started });
      return { ok: true, data };
    } catch (error) {
      const failure = failureOf(error);
      log('failed', { action, code: failure.code, errcode: failure.wechat?.errcode, ms: Date.now() - started });
      return { ok: false, error: { ...failure, requestId } };
    }
  };

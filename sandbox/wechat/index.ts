import { Hono } from 'hono';
import { mountControl } from './control';
import { endpoints } from './endpoints';
import { loopbackOnly } from './loopback';
import { mountAuthorizePages } from './pages/authorize';
import { mountBill } from './pages/bill';
import { mountCardPack } from './pages/card-pack';
import { mountJsSdk } from './pages/js-sdk';
import { mountMessages } from './pages/messages';
import { mountTitles } from './pages/titles';
import { mountUnifiedOrder } from './pay/unified-order';
import { subscribeMessage, type SubscribeMessage } from './model/messages';
import { mountApi } from './wire/api';
import { createCallDesk, type CallListener, type WeChatEnv } from './wire/call-desk';
import { refusal, WeChatError } from './wire/errors';
import { createWorld, type WorldOptions } from './world';

export type { SubscribeMessage } from './model/messages';
export { loopbackOnly } from './loopback';
export type { CallListener, CallRecord, WeChatEnv } from './wire/call-desk';

export interface WeChatOptions extends WorldOptions {
  /** Called by `/__sandbox/reset` after WeChat's own data have been restored. */
  onReset?(): void | Promise<void>;
}

/** WeChat on this machine: its interfaces, pages and pushes. */
export interface WeChat {
  /** Everything at its real path, and an answer for every other: mounted last, where it shares a port. */
  app: Hono<WeChatEnv>;
  /** Tells WeChat where it listens, and sends the pushes that a stop left pending. */
  setBaseUrl(url: string): void;
  /** `listener` is awaited after the effect of each call to an interface and before its answer. */
  onCall(listener: CallListener): () => void;
  /** Puts a message among a person's service messages; false if nobody has that openid. */
  deliverSubscribeMessage(
    appid: string,
    openid: string,
    message: SubscribeMessage,
  ): 'delivered' | 'unknown_person' | 'not_allowed';
  /** Waits until every push has been delivered or given up, and no payment is being told. */
  drain(): Promise<void>;
  /** Makes the present data what `reset` goes back to, also after a restart. */
  snapshot(): void;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Builds the stand-in; the caller listens with its `app`. */
export const createWeChat = (options: WeChatOptions): WeChat => {
  const world = createWorld(options);
  const listeners = new Set<CallListener>();
  const app = new Hono<WeChatEnv>();

  const resume = () => {
    world.pushes.resume();
    world.notices.resume();
    world.cloudInvoices.resume();
  };
  const halt = async () => {
    world.cloudInvoices.halt();
    await Promise.all([world.pushes.halt(), world.notices.halt()]);
  };

  const reset = async () => {
    await halt();
    world.store.restore();
    world.faults.replace(options.seed ?? 1, []);
    world.calls.clear();
    resume();
  };

  app.use('*', loopbackOnly);
  mountControl(app, world, async () => {
    await reset();
    await options.onReset?.();
  });
  const desk = createCallDesk(world, listeners);
  mountApi(app, world, endpoints, desk);
  mountUnifiedOrder(app, world, desk);
  mountAuthorizePages(app, world);
  mountCardPack(app, world);
  mountMessages(app, world);
  mountBill(app, world);
  mountTitles(app, world);
  mountJsSdk(app, world);

  app.get('/intp/invoice/getpdf', (c) => {
    const file = world.pdfs.byKey(c.req.query('media_key') ?? '');
    if (!file || file === 'expired') return c.json({ ret: 7, err_msg: '链接过期,请重新获取' });
    return c.body(new Uint8Array(file), 200, { 'content-type': 'application/pdf' });
  });
  // Not notFound: that would be lost where this app is mounted on another.
  app.all('*', (c) =>
    c.req.path.startsWith('/__sandbox/') || c.req.path === '/'
      ? c.json({ error: `there is no ${c.req.method} ${c.req.path} in this sandbox` }, 404)
      : c.json(refusal(new WeChatError(40066))),
  );
  app.onError((error, c) => {
    world.log(`internal error: ${error.stack ?? error.message}`);
    return c.json(refusal(new WeChatError(-1)));
  });

  return {
    app,
    setBaseUrl: (url) => {
      world.setBaseUrl(url);
      resume();
    },
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliverSubscribeMessage: (appid, openid, message) => {
      const person = world.people.find(openid);
      if (!person) return 'unknown_person';
      if (!world.messages.spend(person.openid, message.templateId)) return 'not_allowed';
      world.messages.add(subscribeMessage(person.openid, appid, message));
      return 'delivered';
    },
    drain: async () => {
      await Promise.all([world.pushes.drain(), world.notices.drain()]);
    },
    snapshot: () => {
      world.calls.clear();
      world.store.save();
    },
    reset,
    close: async () => {
      await halt();
      world.store.close();
    },
  };
};

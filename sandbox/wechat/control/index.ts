import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { isLoopback } from '../loopback';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';
import { mountAccountControl } from './accounts';
import { controlOn } from './desk';
import { mountInspection } from './inspection';
import { mountMessageControl } from './messages';
import { mountOrderControl } from './orders';
import { mountSandboxControl } from './sandbox';
import { mountTitleControl } from './titles';

/** What a test or a person may do to the sandbox's WeChat: everything under `/__sandbox`. */
export const mountControl = (app: Hono<WeChatEnv>, world: World, reset: () => Promise<void>): void => {
  app.use('/__sandbox/*', cors({ origin: (origin) => (isLoopback(origin) ? origin : null) }));
  app.use(
    '/__sandbox/*',
    bodyLimit({ maxSize: 1_000_000, onError: (c) => c.json({ error: 'the body is larger than 1 MB' }, 400) }),
  );
  const on = controlOn(app);
  mountSandboxControl(on, world, reset);
  mountAccountControl(on, world);
  mountOrderControl(on, world);
  mountTitleControl(on, world);
  mountMessageControl(on, world);
  mountInspection(on, world);
};

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import type { IssuerCredentials } from '../../../cloudfunctions/common/issuing/issuers';
import type { Issuer } from '../../../cloudfunctions/common/issuing/port';
import { startCardWorld } from './card-world';
import type { Platform } from './port-promises';

/** The sandbox's issuer as the platform of a merchant of demo.json. */
export const sandboxPlatform =
  (merchant: string, create: (credentials: IssuerCredentials) => Issuer) => async (): Promise<Platform> => {
    const world = await startCardWorld();
    const app = new Hono().route('/issuer', world.issuer.app);
    let vanish = async () => {};
    const baseUrl = await new Promise<string>((ready) => {
      const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
        ready(`http://127.0.0.1:${port}/issuer`),
      );
      // A server that is closed already says so, which changes nothing.
      vanish = () => new Promise((closed) => void server.close(() => closed()));
    });
    world.issuer.setBaseUrl(baseUrl);
    const credentials = { adapter: 'sandbox', baseUrl, key: `sandbox-issuer-${merchant}` };
    return {
      issuer: create({ ...credentials, secret: `sandbox-issuer-secret-${merchant}` }),
      advance: async (seconds) => {
        process.env['CLOCK_OFFSET_MS'] = String(world.clock.offset() + seconds * 1000);
        await world.clock.advance(seconds);
      },
      now: () => world.clock.now() / 1000,
      expireLogin: () => world.control({ do: 'expire_login', merchant }),
      login: () => world.control({ do: 'login', merchant }),
      failNext: (isFinal) =>
        world.control({ do: 'fail_next', merchant, code: isFinal ? 'risk_blocked' : 'tax_bureau_busy' }),
      vanish,
      close: async () => {
        delete process.env['CLOCK_OFFSET_MS'];
        await world.close();
        await vanish();
      },
    };
  };

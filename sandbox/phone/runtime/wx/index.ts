import type { Phone } from '../phone';
import { animation } from './animation';
import { type Api, asynchronous, type Failure, rejectWith, WxFailure } from './api';
import { appEvents } from './app-events';
import { cloud } from './cloud';
import { device } from './device';
import { documents } from './documents';
import { feedback } from './feedback';
import { fileSystem } from './file-system';
import { invoices } from './invoices';
import { subscribeMessages } from './messages';
import { miniPrograms } from './mini-programs';
import { monitoring } from './monitoring';
import { navigation } from './navigation';
import { network } from './network';
import { createPermissions } from './permissions';
import { createPrivacy, type Privacy } from './privacy';
import { sharing } from './sharing';
import { storage } from './storage';

/** Asked for by libraries to find out where they run; their absence is an answer, not a mistake. */
const PROBES = ['then', 'qy', 'toJSON', 'default', '__esModule'];

/** Fails the way WeChat's own interfaces fail, and says so where tests and people look. */
const unknownInterface =
  (phone: Phone, name: string) =>
  (options?: { fail?(failure: Failure): void; complete?(failure: Failure): void }): unknown => {
    const failure: Failure = { errMsg: `${name}:fail not simulated in the browser` };
    phone.reports.unknownCalls.push({ name, errMsg: failure.errMsg });
    phone.reports.changed();
    console.warn(`wx.${failure.errMsg}`);
    if (name.endsWith('Sync')) throw new Error(failure.errMsg);
    if (/^(on|off)[A-Z]/.test(name)) return undefined;
    if (!options?.fail && !options?.complete) return rejectWith(failure);
    options.fail?.(failure);
    options.complete?.(failure);
    return undefined;
  };

/** Puts WeChat's privacy question before the interfaces that it guards. */
const guard = (phone: Phone, privacy: Privacy, api: Api): Api =>
  Object.fromEntries(
    Object.entries(api).map(([name, run]) => {
      if (!privacy.isGuarded(name)) return [name, run];
      const open = run as (options: object) => Promise<unknown>;
      return [
        name,
        asynchronous(phone, name, async (options: object) => {
          await privacy.require(name);
          const bare = Object.entries(options).filter(([key]) => !['success', 'fail', 'complete'].includes(key));
          return open(Object.fromEntries(bare)).catch(({ errMsg, ...numbers }: Failure) => {
            throw new WxFailure(errMsg.replace(`${name}:fail `, ''), numbers);
          });
        }),
      ];
    }),
  );

/** Builds the `wx` object of the phone. */
export const createWx = (phone: Phone): { wx: Api; privacy: Privacy } => {
  const privacy = createPrivacy(phone);
  const permissions = createPermissions(phone);
  const api: Api = guard(phone, privacy, {
    ...navigation(phone),
    ...feedback(phone),
    ...network(phone),
    ...cloud(phone),
    ...storage(phone),
    ...device(phone),
    ...appEvents(phone),
    ...documents(phone),
    ...fileSystem(phone),
    ...invoices(phone, permissions),
    ...miniPrograms(phone),
    ...subscribeMessages(phone),
    ...monitoring(phone),
    ...animation(phone),
    ...sharing(phone),
    ...permissions.api,
    ...privacy.api,
  });
  api['canIUse'] = (schema: string): boolean => (schema.split('.')[0] ?? '') in api;
  const wx = new Proxy(api, {
    get: (known, name) => {
      if (typeof name !== 'string' || name in known || PROBES.includes(name)) return known[String(name)];
      return unknownInterface(phone, name);
    },
  });
  return { wx, privacy };
};

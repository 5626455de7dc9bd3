import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApplicationView } from '../contract/buyer';
import type { JobsInput } from '../contract/jobs';
import { memberRoles } from '../contract/states';
import type { Sandbox } from '../sandbox';
import { demoApplications, type DemoApplication } from './demo/applications';
import { writeClaims } from './demo/claims';
import { writeCompanies } from './demo/companies';
import { doors } from './demo/doors';
import { demoOrders, type DemoOrder } from './demo/orders';
import { profileOf } from './demo/profile';
import { writeReds } from './demo/reds';

type MerchantProfile = JobsInput['merchants.put']['merchant'];

const putOrder = (sandbox: Sandbox, { merchant, buyer, daysAgo, ...order }: DemoOrder) => {
  const owner = buyer === undefined ? undefined : sandbox.demo.people[buyer];
  const whose = owner ? { openid: owner.openid } : { phone: sandbox.demo.people[0]?.phone };
  return doors(sandbox).putOrder(merchant, daysAgo, { ...order, buyer: whose });
};

const finished = ({ issuing, card }: ApplicationView): boolean =>
  issuing === 'failed' || (issuing === 'issued' && card !== 'insert_accepted');

interface Started {
  openid: string;
  applicationId: string;
}

/** Lets the sandbox's clock run until these applications have come to their end. */
const settle = async (sandbox: Sandbox, started: Started[]) => {
  const { as } = doors(sandbox);
  let open = started;
  for (let step = 0; step < 60; step += 1) {
    const unfinished: Started[] = [];
    for (const one of open) {
      const view = await as('buyer', one.openid)('applications.refresh', { applicationId: one.applicationId });
      if (!finished(view)) unfinished.push(one);
    }
    open = unfinished;
    if (open.length === 0) return;
    await sandbox.clock.advance(2);
  }
  throw new Error(
    `applications of the demo do not come to an end: ${open.map(({ applicationId }) => applicationId).join()}`,
  );
};

/** Applies as the buyer would, and goes as far as the buyer alone can; the rest is `settle`'s. */
const start = async (sandbox: Sandbox, { buyer, orderNos, title, ending }: DemoApplication): Promise<Started[]> => {
  const { as, control } = doors(sandbox);
  const { openid = '' } = sandbox.demo.people[buyer] ?? {};
  const requestId = `demo-${orderNos[0]}`;
  const { applicationId, orderId } = await as('buyer', openid)('applications.create', { orderNos, title, requestId });
  if (ending === 'waiting') return [];
  if (ending === 'withdrawn') {
    await as('buyer', openid)('applications.withdraw', { applicationId });
    return [];
  }
  if (ending === 'declined') {
    await control('decline', { order_id: orderId });
    return [];
  }
  await control('authorize', { order_id: orderId, openid });
  return [{ openid, applicationId }];
};

const reissue = { times: 3, days: 180 };
const atOnce = { moment: 'paid' as const, days: 0 };

/** What the demo's café lays down while an application is made, so that some wait for a person or for their order. */
const policies = {
  automatic: { review: { which: 'none' as const }, earliest: atOnce, reissue },
  in_review: { review: { which: 'all' as const }, earliest: atOnce, reissue },
  early: { review: { which: 'none' as const }, earliest: { moment: 'completed' as const, days: 0 }, reissue },
};

/** Lets the buyer's answer arrive, and what follows from it. */
const untilAuthorized = async (sandbox: Sandbox, started: Started[]) => {
  const { as } = doors(sandbox);
  for (const { openid, applicationId } of started) {
    for (let look = 0; look < 30; look += 1) {
      const { authorization } = await as('buyer', openid)('applications.refresh', { applicationId });
      if (authorization === 'authorized') break;
      await sandbox.clock.advance(2);
    }
  }
  // What is due goes its way, so that nothing is left half done when the policy changes back.
  await sandbox.clock.advance(15);
};

/** Endings that need WeChat or the issuer to behave in a special way, one application at a time. */
const special = async (sandbox: Sandbox, application: DemoApplication) => {
  const { control, operate } = doors(sandbox);
  const put = (merchant: MerchantProfile) => operate('merchants.put', { merchant });
  const cafe = sandbox.demo.merchants.find(({ id }) => id === 'm-cafe');
  if (!cafe) throw new Error('demo.json has lost m-cafe');
  const cards = (digitalCards: number) => control('account', { appid: cafe.appids.platform, digitalCards });
  const lead = async () => settle(sandbox, await start(sandbox, application));
  switch (application.ending) {
    case 'issue_failed':
      await control('issuer', { do: 'fail_next', merchant: cafe.id, code: 'risk_blocked' });
      return lead();
    case 'card_refused':
      await cards(72_040);
      await lead();
      return cards(0);
    case 'classic':
      await put({ ...profileOf(cafe), form: 'classic' });
      await lead();
      return put(profileOf(cafe));
    case 'in_review':
    case 'early': {
      await put({ ...profileOf(cafe), policy: policies[application.ending] });
      const started = await start(sandbox, application);
      await untilAuthorized(sandbox, started);
      return put({ ...profileOf(cafe), policy: policies.automatic });
    }
    default:
      throw new Error(`${application.ending} is nothing special`);
  }
};

const isSpecial = ({ ending }: DemoApplication) =>
  ['issue_failed', 'card_refused', 'classic', 'in_review', 'early'].includes(ending);

/** Sets the demo's merchants and their people up through the operator's door. */
export const writeMerchants = async (sandbox: Sandbox): Promise<void> => {
  const { operate } = doors(sandbox);
  for (const merchant of sandbox.demo.merchants) await operate('merchants.put', { merchant: profileOf(merchant) });
  for (const { openid, name, role, merchant } of sandbox.demo.people) {
    const known = memberRoles.find((one) => one === role);
    if (known && merchant)
      await operate('members.put', { member: { merchantId: merchant, openid, name, role: known } });
  }
};

/**
 * Fills a new sandbox with merchants, orders and invoices that show every state, through the functions' own doors,
 * and keeps that as what a reset returns to. A start that was interrupted begins again: each step may be repeated.
 */
export const writeDemo = async (sandbox: Sandbox, dataDir: string): Promise<void> => {
  const marker = dataDir === ':memory:' ? undefined : join(dataDir, 'demo-written');
  if (marker && existsSync(marker)) return;
  await writeMerchants(sandbox);
  for (const { id } of sandbox.demo.merchants) await doors(sandbox).operate('payMerchant.link', { merchantId: id });
  await writeCompanies(sandbox);
  for (const order of demoOrders) await putOrder(sandbox, order);
  const started: Started[] = [];
  for (const application of demoApplications.filter((one) => !isSpecial(one))) {
    started.push(...(await start(sandbox, application)));
  }
  await settle(sandbox, started);
  await writeClaims(sandbox);
  await writeReds(sandbox);
  for (const application of demoApplications.filter(isSpecial)) await special(sandbox, application);
  await sandbox.wechat.drain();
  await sandbox.snapshot();
  if (!marker) return;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(marker, '');
};

import fc from 'fast-check';
import { createCredential, type Credential, type Grant } from '../../../cloudfunctions/common/wechat/credential';
import { WechatError, wechatTrouble } from '../../../cloudfunctions/common/wechat/errors';
import type { CredentialRecord, CredentialStore } from '../../../cloudfunctions/common/store/credentials';

type Step = <T>(name: string, run: () => T) => Promise<T>;
const atOnce: Step = async (_name, run) => run();

/** The database as the lease sees it: each operation is atomic, and happens when `step` lets it. */
const memoryStore = (step: Step = atOnce) => {
  const records = new Map<string, CredentialRecord>();
  const store: CredentialStore = {
    read: (id) => step('read', () => (records.has(id) ? { ...records.get(id)! } : null)),
    create: (record) =>
      step('create', () => !records.has(record._id) && Boolean(records.set(record._id, { ...record }))),
    take: ({ _id, version }, now, leaseUntil) =>
      step('take', () => {
        const held = records.get(_id);
        if (!held || held.version !== version || held.leaseUntil > now) return false;
        records.set(_id, { ...held, version: version + 1, leaseUntil });
        return true;
      }),
    publish: (id, version, changes) =>
      step('publish', () => {
        const held = records.get(id);
        if (!held || held.version !== version) return false;
        records.set(id, { ...held, ...changes, version: version + 1 });
        return true;
      }),
  };
  return { store, record: () => records.get('token:a') };
};

/** stable_token as documented: the same token until its last five minutes, another one only then or by force. */
const upstream = (time: () => number, step: Step = atOnce) => {
  let serial = 1;
  let expiresAt = 0;
  let lastForced = -Infinity;
  const current = () => `T${serial}`;
  const state = { calls: 0, forced: 0, current, revoke: () => (serial += 1) };
  const fetch = (force: boolean): Promise<Grant> =>
    step('upstream', () => {
      state.calls += 1;
      if (force && time() - lastForced >= 30_000) {
        lastForced = time();
        state.forced += 1;
        serial += 1;
        expiresAt = time() + 7_200_000;
      }
      if (time() >= expiresAt - 300_000) {
        if (expiresAt > 0) serial += 1;
        expiresAt = time() + 7_200_000;
      }
      return { value: current(), expiresInSeconds: Math.round((expiresAt - time()) / 1000) };
    });
  return { state, fetch };
};

const setUp = () => {
  let time = 1_700_000_000_000;
  const clock = { now: () => time, advance: (seconds: number) => (time += seconds * 1000) };
  const memory = memoryStore();
  const wechat = upstream(clock.now);
  let fetch = wechat.fetch;
  const instance = (): Credential =>
    createCredential(
      { id: 'token:a', repeats: true, fetch: (force) => fetch(force) },
      { store: memory.store, now: clock.now, sleep: async (ms) => clock.advance(ms / 1000), patienceMs: 300 },
    );
  return { clock, memory, wechat, instance, answerWith: (next: typeof fetch) => (fetch = next) };
};

describe('one lease for a token', () => {
  it('makes one upstream call for any number of cold instances, however their steps interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), async (scheduler, instances) => {
        const step: Step = <T>(name: string, run: () => T) => scheduler.schedule(Promise.resolve(), name).then(run);
        const now = () => 1_700_000_000_000;
        const { store } = memoryStore(step);
        const { state, fetch } = upstream(now, step);
        const source = { id: 'token:a', repeats: true, fetch };
        const sleep = () => scheduler.schedule(Promise.resolve(), 'sleep');
        const gets = Array.from({ length: instances }, () => createCredential(source, { store, now, sleep }).get());
        const values = await scheduler.waitFor(Promise.all(gets));
        expect(new Set(values)).toEqual(new Set(['T1']));
        expect(state.calls).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('forces one refresh for all instances that were refused the same repeated token', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const step: Step = <T>(name: string, run: () => T) => scheduler.schedule(Promise.resolve(), name).then(run);
        const now = () => 1_700_000_000_000;
        const { store } = memoryStore(step);
        const { state, fetch } = upstream(now, step);
        const sleep = () => scheduler.schedule(Promise.resolve(), 'sleep');
        const instances = Array.from({ length: 4 }, () =>
          createCredential({ id: 'token:a', repeats: true, fetch }, { store, now, sleep }),
        );
        await scheduler.waitFor(Promise.all(instances.map((instance) => instance.get())));
        const renewed = await scheduler.waitFor(Promise.all(instances.map((instance) => instance.renew('T1'))));
        expect(new Set(renewed)).toEqual(new Set(['T2']));
        expect(state.forced).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('answers a warm instance from memory', async () => {
    const { memory, wechat, instance } = setUp();
    const warm = instance();
    await warm.get();
    const reads = jest.spyOn(memory.store, 'read');
    expect(await warm.get()).toBe('T1');
    expect([wechat.state.calls, reads.mock.calls.length]).toEqual([1, 0]);
  });

  it('refreshes ahead of expiry, and serves the old token to everybody else meanwhile', async () => {
    const { clock, wechat, instance, answerWith } = setUp();
    await instance().get();
    clock.advance(7200 - 250);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    answerWith(async (force) => {
      await held;
      return wechat.fetch(force);
    });
    const renewing = instance().get();
    expect(await instance().get()).toBe('T1');
    release();
    expect(await renewing).toBe('T2');
    expect(await instance().get()).toBe('T2');
    expect(wechat.state.calls).toBe(2);
  });

  it('is taken over when its holder dies, and a holder that comes back late cannot publish', async () => {
    const { clock, memory, wechat, instance, answerWith } = setUp();
    let release = (_: Grant): void => undefined;
    answerWith(() => new Promise<Grant>((resolve) => (release = resolve)));
    const stalled = instance().get();
    await new Promise(setImmediate);
    answerWith(wechat.fetch);
    clock.advance(10);
    expect(await instance().get()).toBe('T1');
    release({ value: 'stale', expiresInSeconds: 7200 });
    expect(await stalled).toBe('T1');
    expect(memory.record()?.value).toBe('T1');
  });

  it('takes a newer token from the database before it asks WeChat', async () => {
    const { wechat, instance } = setUp();
    const [one, other] = [instance(), instance()];
    await Promise.all([one.get(), other.get()]);
    expect(await one.renew('T1')).toBe('T2');
    expect(await other.renew('T1')).toBe('T2');
    expect(wechat.state).toMatchObject({ calls: 3, forced: 1 });
  });

  it('asks without force when that brings a new token', async () => {
    const { wechat, instance } = setUp();
    const one = instance();
    await one.get();
    wechat.state.revoke();
    expect(await one.renew('T1')).toBe('T2');
    expect(wechat.state.forced).toBe(0);
  });

  it('forces at most every 30 seconds and 20 times a day, and says so instead of waiting', async () => {
    const { clock, wechat, instance } = setUp();
    const one = instance();
    let token = await one.get();
    token = await one.renew(token);
    await expect(one.renew(token)).rejects.toMatchObject({
      failure: { code: 'wechat_credential_refused', retryable: true },
    });
    for (let round = 1; round < 20; round += 1) {
      clock.advance(31);
      token = await one.renew(token);
    }
    clock.advance(31);
    await expect(one.renew(token)).rejects.toMatchObject({ failure: { code: 'wechat_credential_refused' } });
    expect(wechat.state.forced).toBe(20);
    clock.advance(24 * 3600);
    expect(await one.renew(token)).not.toBe(token);
  });

  it('rests longer after each failure, and succeeds for everybody once WeChat answers again', async () => {
    const { wechat, instance, answerWith } = setUp();
    let failing = 2;
    answerWith(async (force) => {
      failing -= 1;
      if (failing >= 0) throw wechatTrouble('wechat_timeout');
      return wechat.fetch(force);
    });
    const values = await Promise.all([instance().get(), instance().get(), instance().get()]);
    expect(new Set(values)).toEqual(new Set(['T1']));
    expect(wechat.state.calls).toBe(1);
  });

  it('tells everybody at once what only a person can repair, without asking WeChat again and again', async () => {
    const { clock, instance, answerWith } = setUp();
    let asked = 0;
    answerWith(async () => {
      asked += 1;
      throw new WechatError(40164, 'invalid ip 203.0.113.7, not in whitelist');
    });
    for (const one of [instance(), instance(), instance()]) {
      await expect(one.get()).rejects.toMatchObject({ failure: { code: 'wechat_ip_not_allowed' } });
    }
    expect(asked).toBe(1);
    clock.advance(2);
    await expect(instance().get()).rejects.toMatchObject({ failure: { code: 'wechat_ip_not_allowed' } });
    expect(asked).toBe(2);
  });

  it('keeps serving a living token while WeChat fails to renew it', async () => {
    const { clock, instance, answerWith } = setUp();
    await instance().get();
    clock.advance(7200 - 250);
    answerWith(() => Promise.reject(wechatTrouble('wechat_unreachable')));
    expect(await instance().get()).toBe('T1');
  });
});

describe('one lease for a ticket', () => {
  it('is fetched again at most every 30 seconds when WeChat refuses it', async () => {
    const { clock, memory } = setUp();
    let serial = 0;
    const ticket = createCredential(
      {
        id: 'ticket:wx_card:a',
        repeats: false,
        fetch: async () => ({ value: `K${(serial += 1)}`, expiresInSeconds: 7200 }),
      },
      { store: memory.store, now: clock.now },
    );
    expect(await ticket.get()).toBe('K1');
    expect(await ticket.renew('K1')).toBe('K2');
    await expect(ticket.renew('K2')).rejects.toMatchObject({ failure: { code: 'wechat_credential_refused' } });
    clock.advance(31);
    expect(await ticket.renew('K2')).toBe('K3');
  });
});

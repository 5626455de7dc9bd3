import { createCredential } from '../../cloudfunctions/common/wechat/credential';
import type { CredentialRecord, CredentialStore } from '../../cloudfunctions/common/store/credentials';

/** Conditional writes with the delays of a network, as 1,000 instances without shared memory see them. */
const sharedStore = (): CredentialStore => {
  let held: CredentialRecord | null = null;
  const soon = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
  const change = async (version: number, mayChange: (record: CredentialRecord) => boolean, changes: object) => {
    await soon();
    if (held?.version !== version || !mayChange(held)) return false;
    held = { ...held, ...changes, version: version + 1 };
    return true;
  };
  return {
    read: async () => soon().then(() => held && { ...held }),
    create: async (record) => soon().then(() => held === null && Boolean((held = { ...record }))),
    take: ({ version }, now, leaseUntil) => change(version, (record) => record.leaseUntil <= now, { leaseUntil }),
    publish: (_id, version, changes) => change(version, () => true, changes),
  };
};

// The common client fetched 4,000 times for this load, and 999 callers got a token that was already dead.
it('a thousand cold calls share one token that lives', async () => {
  const store = sharedStore();
  let fetched = 0;
  const source = {
    id: 'token:a',
    repeats: true,
    fetch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 25));
      return { value: `T${(fetched += 1)}`, expiresInSeconds: 7200 };
    },
  };
  const tokens = await Promise.all(Array.from({ length: 1000 }, () => createCredential(source, { store }).get()));
  expect(new Set(tokens)).toEqual(new Set(['T1']));
  expect(fetched).toBe(1);
});

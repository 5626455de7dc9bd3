import { loadDemo } from '../../sandbox/demo';
import { readCollection, startClientWorld } from '../contract/wechat/client-world';
import { authorizeXml, encryptedPush } from '../support/signed-push';

// WeChat sends an event up to three times; an in-memory list of seen events forgets with the instance.
it('an event that is delivered again after a restart is still one event', async () => {
  const world = await startClientWorld();
  try {
    const account = loadDemo().accounts.find(({ pushMode }) => pushMode === 'safe');
    if (!account) throw new Error('no account in safe mode');
    const secrets = { appid: account.appid, token: account.pushToken, encodingAesKey: account.encodingAesKey };
    for (let times = 0; times < 3; times += 1) {
      const { query, body } = encryptedPush(secrets, authorizeXml('order-1'), Math.floor(world.clock.now() / 1000));
      const answer = await fetch(`${world.url}/push/${account.appid}?${new URLSearchParams(query).toString()}`, {
        method: 'POST',
        body,
      });
      expect(await answer.text()).toBe('success');
      await world.cloudbase.killInstances('push');
    }
    expect(await readCollection(world, 'events')).toHaveLength(1);
  } finally {
    await world.close();
  }
}, 30_000);

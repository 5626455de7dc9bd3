import { PROBE } from './ground';
import { APPID, runSandbox, type RunningSandbox } from './sandbox';

let sandbox: RunningSandbox;
const UNIONID = 'u-of-';

beforeAll(async () => {
  sandbox = await runSandbox({
    probes: {
      other: {},
      hasty: { timeout: 1 },
      limited: {},
      roomy: { timeout: 60 },
      granted: { permissions: { openapi: ['subscribeMessage.send'] } },
    },
    unionidOf: (openid) => (openid === 'o-with-union' ? `${UNIONID}${openid}` : undefined),
    openapi: async (apiName, data, caller) =>
      data.touser === 'o-refuses'
        ? { errcode: 43101, errmsg: 'user refuse to accept the msg' }
        : { errcode: 0, errmsg: 'ok', msgid: 1, apiName, data, caller },
  });
}, 30_000);

afterAll(() => sandbox.close());

interface Seen {
  event: Record<string, unknown>;
  wx: Record<string, unknown>;
  calls: number;
  clock: string;
  own: string;
  function: string;
}

const call = async (event: object, caller = { source: 'wx_client', openid: 'o-somebody' }, name = PROBE) =>
  (await sandbox.cloudbase.call(name, event, caller)) as Seen;
const failure = async (event: object, name = PROBE) => {
  const error = await sandbox.cloudbase.call(name, event, { source: 'wx_client' }).catch((reason: unknown) => reason);
  return error as Error & { code: string };
};

describe('a function in the sandbox', () => {
  test('is told who calls, from where and for which mini program', async () => {
    const { wx } = await call({}, { source: 'wx_client', openid: 'o-with-union' });
    expect(wx).toEqual({
      OPENID: 'o-with-union',
      APPID,
      UNIONID: `${UNIONID}o-with-union`,
      CLIENTIP: '127.0.0.1',
      ENV: 'local-test',
      SOURCE: 'wx_client',
    });
  });

  test('does not inherit the caller of the call before it', async () => {
    await call({}, { source: 'wx_client', openid: 'o-with-union' });
    const { wx } = await call({}, { source: 'wx_http' } as { source: string; openid: string });
    expect(wx).toEqual({ CLIENTIP: '127.0.0.1', ENV: 'local-test', SOURCE: 'wx_http' });
  });

  test('keeps the callers of parallel calls apart, also beyond the largest number of instances', async () => {
    const people = Array.from({ length: 24 }, (_, i) => `o-${i}`);
    const seen = await Promise.all(
      people.map((openid) => call({ do: 'slow', ms: 40 }, { source: 'wx_client', openid })),
    );
    expect(seen.map((answer) => (answer as unknown as { openid: string }).openid)).toEqual(people);
  }, 20_000);

  test('passes its caller on to the function it calls, whose SOURCE ends in scf', async () => {
    const { wx, function: name } = await call(
      { do: 'call', name: 'other', data: {} },
      { source: 'wx_client', openid: 'o-chain' },
    );
    expect(name).toBe('other');
    expect(wx).toMatchObject({ OPENID: 'o-chain', SOURCE: 'wx_client,scf' });
  });

  test('gets from another function only what that function sends', async () => {
    const { event } = await call({ do: 'call', name: 'other', data: { x: 1 } });
    expect(event).toEqual({ x: 1 });
  });

  test('stays warm between calls, and starts anew after its instances were killed', async () => {
    const first = await call({}, undefined, 'limited');
    const second = await call({}, undefined, 'limited');
    expect(second.calls).toBe(first.calls + 1);
    await sandbox.cloudbase.killInstances('limited');
    expect((await call({}, undefined, 'limited')).calls).toBe(1);
  });

  test('has the settings of its own and the offset of the clock at each call', async () => {
    expect(await call({})).toMatchObject({ own: 'own', clock: '0' });
    await sandbox.clock.advance(90);
    expect(await call({})).toMatchObject({ clock: '90000' });
  });

  test('runs in UTC, as in the cloud', async () => {
    expect(await call({ do: 'time' })).toEqual({
      hour: 0,
      text: '2026-01-02T00:00:00.000Z',
      offset: 0,
      shown: '01/01/1970, 00:00:00',
      parsed: '2026-01-02T03:04:05.000Z',
    });
  });

  test('that takes longer than its limit is ended with the platform’s words', async () => {
    const { code, message } = await failure({ do: 'slow', ms: 5000 }, 'hasty');
    expect(code).toBe('FUNCTIONS_TIME_LIMIT_EXCEEDED');
    expect(message).toContain('Invoking task timed out after 1 seconds');
    expect((await call({}, undefined, 'hasty')).calls).toBe(1);
  });

  test('that ends its process fails only its own call', async () => {
    expect((await failure({ do: 'exit' })).message).toContain('Process exited before completing request');
    expect((await call({})).calls).toBeGreaterThan(0);
  });

  test('that is killed while it works fails its call', async () => {
    const running = failure({ do: 'slow', ms: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await sandbox.cloudbase.killInstances();
    expect((await running).code).toBe('FUNCTIONS_EXECUTE_FAIL');
  });

  test('may not answer more than 6 MB', async () => {
    expect((await failure({ do: 'large', bytes: 7 * 1024 * 1024 })).message).toContain('6MB');
  });

  test('lives through the largest event and thousands of rows written at once, within its memory', async () => {
    expect((await call({ large: 'x'.repeat(5_900_000) }, undefined, 'roomy')).calls).toBe(1);
    await sandbox.cloudbase.call('roomy', { do: 'add_many', name: 'conformance', rows: 5000 }, { source: 'scf' });
    expect((await call({}, undefined, 'roomy')).calls).toBe(3);
  }, 90_000);

  test('has its printed lines collected, one by one', async () => {
    await call({ do: 'add', name: 'conformance', data: { a: 1 } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sandbox.lines).toContain('{"added":"conformance"}');
  });

  test('sees none of the sandbox’s own environment', async () => {
    process.env.SANDBOX_SECRET = 'secret';
    await sandbox.cloudbase.killInstances('other');
    const { names } = (await sandbox.cloudbase.call('other', { do: 'environment' }, { source: 'wx_http' })) as {
      names: string[];
    };
    expect(names).toContain('TCB_ENV');
    expect(
      names.filter((name) => name.startsWith('SANDBOX') || name.startsWith('JEST') || name.startsWith('npm_')),
    ).toEqual([]);
  });
});

describe('a cloud call', () => {
  test('reaches WeChat with the function’s name and the caller, and answers in the SDK’s manner', async () => {
    const answer = await sandbox.cloudbase.call(
      'granted',
      { do: 'subscribe', data: { touser: 'o1', templateId: 't', data: { thing1: { value: '发票已开' } } } },
      { source: 'wx_client', openid: 'o1' },
    );
    expect(answer).toMatchObject({
      errCode: 0,
      apiName: 'subscribeMessage.send',
      data: { touser: 'o1', templateId: 't', data: { thing1: { value: '发票已开' } } },
      caller: { appid: APPID, openid: 'o1', functionName: 'granted' },
    });
  });

  test('that WeChat refuses arrives as WeChat’s own error', async () => {
    const { message } = await failure({ do: 'subscribe', data: { touser: 'o-refuses' } }, 'granted');
    expect(message).toContain('43101');
  });

  test('that the function’s config.json does not name is refused', async () => {
    const { message } = await failure({ do: 'subscribe', data: { touser: 'o1' } });
    expect(message).toContain('-604101');
  });
});

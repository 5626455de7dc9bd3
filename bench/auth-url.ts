import type { Envelope } from '../contract/envelope';
import type { Sandbox } from '../sandbox';
import { median, type Figure } from './report';
import { benchSandbox, postJson } from './sandbox';

const ROUNDS = 30;
const UPSTREAM_MS = 60;

const putOrders = async ({ url, demo }: Sandbox, orderNos: string[]) => {
  const [merchant] = demo.merchants;
  const [buyer] = demo.people;
  const paidAt = Math.floor(Date.now() / 1000) - 60;
  for (const orderNo of orderNos) {
    await postJson(
      `${url}/open/v1/orders/${orderNo}`,
      { status: 'paid', paid: 4100, paidAt, summary: '午餐', buyer: { openid: buyer?.openid } },
      { authorization: `Bearer ${merchant?.apiKey}`, 'idempotency-key': orderNo },
      'PUT',
    );
  }
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** From the phone's call to its answer, token and ticket warm, against the one call to WeChat that it cannot avoid. */
export const authUrl = async (): Promise<Figure[]> => {
  const sandbox = await benchSandbox();
  try {
    const orderNos = Array.from({ length: ROUNDS + 3 }, (_, index) => `BENCH-${index}`);
    await putOrders(sandbox, orderNos);
    const openid = sandbox.demo.people[0]?.openid ?? '';
    const apply = async (orderNo: string) => {
      const body = { action: 'applications.create', orderNos: [orderNo], title: { kind: 'personal', name: '小林' } };
      const answer = (await postJson(`${sandbox.url}/functions/buyer`, body, {
        'x-sandbox-openid': openid,
      })) as Envelope<object>;
      if (!answer.ok) throw new Error(`${answer.error.code} ${answer.error.hint}`);
    };
    for (const orderNo of orderNos.splice(0, 3)) await apply(orderNo);

    const account = sandbox.demo.accounts[0];
    const upstream = (path: string, body: object) => postJson(`${sandbox.wechatUrl}${path}`, body);
    const { access_token: token } = (await upstream('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: account?.appid,
      secret: account?.secret,
    })) as { access_token: string };
    const ticket = (
      (await upstream(`/cgi-bin/ticket/getticket?access_token=${token}&type=wx_card`, {})) as { ticket: string }
    ).ticket;
    const bare = (index: number) =>
      upstream(`/card/invoice/getauthurl?access_token=${token}`, {
        s_pappid: sandbox.demo.merchants[0]?.s_pappid,
        order_id: `bare-${index}`,
        money: 4100,
        timestamp: Math.floor(Date.now() / 1000),
        source: 'wxa',
        ticket,
        type: 0,
      });

    await postJson(
      `${sandbox.wechatUrl}/__sandbox/faults`,
      { seed: 1, rules: [{ path: '/card/invoice/getauthurl', kind: 'delay', ms: UPSTREAM_MS, probability: 1 }] },
      {},
      'PUT',
    );
    const [own, alone]: [number[], number[]] = [[], []];
    for (const [index, orderNo] of orderNos.entries()) {
      alone.push(await timed(() => bare(index)));
      own.push(await timed(() => apply(orderNo)));
    }
    return [
      {
        name: 'auth URL, from the phone’s call to its answer / the bare call to WeChat',
        detail: `${median(own).toFixed(1)} ms / ${median(alone).toFixed(1)} ms, median of ${ROUNDS}, the stand-in answering in ${UPSTREAM_MS} ms`,
        ratio: median(own) / median(alone),
        goal: { atMost: 1.6 },
      },
    ];
  } finally {
    await sandbox.close();
  }
};

import type { Envelope } from '../contract/envelope';
import type { OrderPut } from '../contract/open';
import type { Sandbox } from '../sandbox';
import { median, type Figure } from './report';
import { benchSandbox, postJson } from './sandbox';

const ROUNDS = 30;
const WARM_UP = 3;
const UPSTREAM_MS = 60;
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50(0x18003200)';

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** The merchant's server puts an order; the answer leads to its receipt. */
const putOrder = async ({ url, demo }: Sandbox, orderNo: string, openid?: string): Promise<string> => {
  const paidAt = Math.floor(Date.now() / 1000) - 60;
  const answer = (await postJson(
    `${url}/open/v1/orders/${orderNo}`,
    { status: 'paid', paid: 4100, paidAt, summary: '午餐', ...(openid && { buyer: { openid } }) },
    { authorization: `Bearer ${demo.merchants[0]?.apiKey}`, 'idempotency-key': orderNo },
    'PUT',
  )) as Envelope<OrderPut>;
  if (!answer.ok) throw new Error(`${answer.error.code} ${answer.error.hint}`);
  return answer.data.receipt.url;
};

/** The one call to WeChat that cannot be avoided, alone. */
const bareCall = async ({ wechatUrl, demo }: Sandbox): Promise<(index: number) => Promise<unknown>> => {
  const [account] = demo.accounts;
  const { access_token: token } = (await postJson(`${wechatUrl}/cgi-bin/stable_token`, {
    grant_type: 'client_credential',
    appid: account?.appid,
    secret: account?.secret,
  })) as { access_token: string };
  const query = `access_token=${token}`;
  const { ticket } = (await postJson(`${wechatUrl}/cgi-bin/ticket/getticket?${query}&type=wx_card`, {})) as {
    ticket: string;
  };
  return (index) =>
    postJson(`${wechatUrl}/card/invoice/getauthurl?${query}`, {
      s_pappid: demo.merchants[0]?.s_pappid,
      order_id: `bare-${index}`,
      money: 4100,
      timestamp: Math.floor(Date.now() / 1000),
      source: 'wxa',
      ticket,
      type: 0,
    });
};

const fromThePhone = async ({ url, demo }: Sandbox, orderNo: string) => {
  const body = { action: 'applications.create', orderNos: [orderNo], title: { kind: 'personal', name: '小林' } };
  const openid = demo.people[0]?.openid ?? '';
  const answer = (await postJson(`${url}/functions/buyer`, body, { 'x-sandbox-openid': openid })) as Envelope<object>;
  if (!answer.ok) throw new Error(`${answer.error.code} ${answer.error.hint}`);
};

const fromTheReceipt = async (receipt: string) => {
  const answer = await fetch(receipt, { redirect: 'manual', headers: { 'user-agent': WECHAT } });
  if (answer.status !== 302) throw new Error(`the receipt answered ${answer.status}`);
};

const figure = (name: string, own: number[], alone: number[], atMost: number): Figure => ({
  name: `${name} / the bare call to WeChat`,
  detail: `${median(own).toFixed(1)} ms / ${median(alone).toFixed(1)} ms, median of ${ROUNDS}, the stand-in answering in ${UPSTREAM_MS} ms`,
  ratio: median(own) / median(alone),
  goal: { atMost },
});

/** To WeChat's page with token and ticket warm: from the phone's call, and from opening a receipt's code. */
export const authUrl = async (): Promise<Figure[]> => {
  const sandbox = await benchSandbox();
  try {
    const bare = await bareCall(sandbox);
    const times = { bare: [] as number[], phone: [] as number[], receipt: [] as number[] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      if (round === 0) {
        const rule = { path: '/card/invoice/getauthurl', kind: 'delay', ms: UPSTREAM_MS, probability: 1 };
        await postJson(`${sandbox.wechatUrl}/__sandbox/faults`, { seed: 1, rules: [rule] }, {}, 'PUT');
      }
      await putOrder(sandbox, `PHONE${round}`, sandbox.demo.people[0]?.openid);
      const receipt = await putOrder(sandbox, `RECEIPT${round}`);
      const measured = {
        bare: await timed(() => bare(round)),
        phone: await timed(() => fromThePhone(sandbox, `PHONE${round}`)),
        receipt: await timed(() => fromTheReceipt(receipt)),
      };
      if (round < 0) continue;
      for (const name of ['bare', 'phone', 'receipt'] as const) times[name].push(measured[name]);
    }
    return [
      figure('auth URL, from the phone’s call to its answer', times.phone, times.bare, 1.6),
      figure('QR landing, from the opening to the redirect', times.receipt, times.bare, 2),
    ];
  } finally {
    await sandbox.close();
  }
};

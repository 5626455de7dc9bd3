import type { BuyerInput, BuyerOutput } from '../../contract/buyer';
import type { Envelope } from '../../contract/envelope';
import type { JobsInput } from '../../contract/jobs';
import type { MerchantInput, MerchantOutput } from '../../contract/merchant';
import type { ReimburserInput, ReimburserOutput } from '../../contract/reimburser';
import type { Sandbox } from '../../sandbox';

/** The functions that a phone calls. */
interface Functions {
  buyer: { input: BuyerInput; output: BuyerOutput };
  merchant: { input: MerchantInput; output: MerchantOutput };
  reimburser: { input: ReimburserInput; output: ReimburserOutput };
}

/** An order as its merchant's server sends it. */
type Order = { orderNo: string; status: string; paid: number } & Record<string, unknown>;

const PAUSE_MS = 200;
const MOST_TRIES = 100;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const send = async (url: string, body: object, headers: Record<string, string> = {}, method = 'POST') => {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as unknown;
};

/** The doors that the demo goes through, as the people it plays would. */
export const doors = (sandbox: Sandbox) => ({
  /** What an operator does from the console. */
  operate: async <A extends keyof JobsInput>(action: A, input: JobsInput[A]): Promise<void> => {
    const event = { ...input, action };
    const answer = (await sandbox.cloudbase.call('jobs', event, { source: 'scf' })) as Envelope<object>;
    if (!answer.ok) throw new Error(`${action}: ${answer.error.code} ${answer.error.message} (${answer.error.hint})`);
  },
  /** What a person does on the phone; asks again where trying again helps, as people do. */
  as:
    <F extends keyof Functions>(name: F, openid: string) =>
    async <A extends keyof Functions[F]['input'] & keyof Functions[F]['output'] & string>(
      action: A,
      input: Functions[F]['input'][A],
    ): Promise<Functions[F]['output'][A]> => {
      const body = { ...(input as object), action };
      for (let tries = 1; ; tries += 1) {
        const answer = await send(`${sandbox.url}/functions/${name}`, body, { 'x-sandbox-openid': openid });
        const envelope = answer as Envelope<Functions[F]['output'][A]>;
        if (envelope.ok) return envelope.data;
        const { code, message, hint, retryable } = envelope.error;
        if (!retryable || tries === MOST_TRIES) throw new Error(`${action}: ${code} ${message} (${hint})`);
        await pause(PAUSE_MS);
      }
    },
  /** What a merchant's server does, for an order of so many days ago. */
  putOrder: async (merchantId: string, daysAgo: number, { orderNo, ...order }: Order): Promise<void> => {
    const merchant = sandbox.demo.merchants.find(({ id }) => id === merchantId);
    const paidAt = Math.floor(sandbox.clock.now() / 1000) - daysAgo * 86_400;
    const body = { ...order, ...(order.status !== 'unpaid' && { paidAt }) };
    const headers = { authorization: `Bearer ${merchant?.apiKey}`, 'idempotency-key': `demo-${orderNo}` };
    await send(`${sandbox.url}/open/v1/orders/${orderNo}`, body, headers, 'PUT');
  },
  /** What happens at WeChat and at the tax bureau. */
  control: (name: string, body: object) => send(`${sandbox.wechatUrl}/__sandbox/${name}`, body),
});

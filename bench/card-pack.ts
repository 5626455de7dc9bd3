import type { Sandbox } from '../sandbox';
import type { ChosenCard } from '../contract/wechat';

/** The platform's account that puts them there. */
const PLATFORM = 'wxde00000000000002';
const TITLE = { title: '样例科技有限公司', tax_no: '91000000MA0C0MPA1D' };

type Answer = Record<string, unknown>;

const platformOf = async (sandbox: Sandbox) => {
  const account = sandbox.demo.accounts.find(({ appid }) => appid === PLATFORM);
  if (!account?.s_pappid) throw new Error('demo.json has lost its platform');
  const post = async (path: string, body: object | FormData): Promise<Answer> => {
    const init = { method: 'POST', body: body instanceof FormData ? body : JSON.stringify(body) };
    const answer = (await (await fetch(`${sandbox.wechatUrl}${path}`, init)).json()) as Answer;
    if (answer['errcode'] !== undefined && answer['errcode'] !== 0)
      throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const credentials = { grant_type: 'client_credential', appid: account.appid, secret: account.secret };
  const token = String((await post('/cgi-bin/stable_token', credentials))['access_token']);
  const call = (path: string, body: object | FormData) =>
    post(`${path}${path.includes('?') ? '&' : '?'}access_token=${token}`, body);
  const { ticket } = await call('/cgi-bin/ticket/getticket?type=wx_card', {});
  await call('/card/invoice/setbizattr?action=set_contact', { contact: { phone: '4008000000', time_out: 86_400 } });
  return { sPappid: account.s_pappid, ticket: String(ticket), call, post };
};

const template = (payee: string) => ({
  invoice_info: {
    base_info: { logo_url: 'http://mmbiz.qpic.cn/sandbox/logo/0', title: payee.slice(0, 9) },
    payee,
    type: '电子发票（普通发票）',
  },
});

const pdf = (mark: string): FormData => {
  const form = new FormData();
  form.append('pdf', new Blob([`%PDF-1.4\n${mark}\n%%EOF`], { type: 'application/pdf' }), 'pdf.pdf');
  return form;
};

/** Invoices in a person's card pack, through WeChat's own interfaces: `perTemplate` of each template. */
export const fillCardPack = async (
  sandbox: Sandbox,
  openid: string,
  { count, perTemplate, first = 0 }: { count: number; perTemplate: number; first?: number },
): Promise<{ chosen: ChosenCard; number: string }[]> => {
  const { sPappid, ticket, call, post } = await platformOf(sandbox);
  const now = Math.floor(sandbox.clock.now() / 1000);
  const orders = new Map<string, string>();
  let cardId = '';
  for (let i = first; i < first + count; i += 1) {
    if ((i - first) % perTemplate === 0)
      cardId = String((await call('/card/invoice/platform/createcard', template(`商户${i}餐饮有限公司`)))['card_id']);
    const order_id = `bench-${i}`;
    const page = { s_pappid: sPappid, order_id, money: 4100, timestamp: now, ticket, source: 'web', type: 0 };
    await call('/card/invoice/getauthurl', page);
    await post('/__sandbox/authorize', { order_id, appid: PLATFORM, openid, title: TITLE });
    const media = await call('/card/invoice/platform/setpdf', pdf(order_id));
    const number = String(26_312_000_000_000_000_000n + BigInt(i));
    const invoice_user_data = {
      fee: 4100,
      title: TITLE.title,
      billing_time: now,
      billing_no: number,
      billing_code: '',
      info: [{ name: '*餐饮服务*餐饮服务', num: 1, unit: '次', price: 3868 }],
      fee_without_tax: 3868,
      tax: 232,
      s_pdf_media_id: media['s_media_id'],
      check_code: '',
      buyer_number: TITLE.tax_no,
    };
    const card_ext = { nonce_str: order_id, user_card: { invoice_user_data } };
    await call('/card/invoice/insert', { order_id, card_id: cardId, appid: PLATFORM, card_ext });
    orders.set(order_id, number);
  }
  const found = (await (await fetch(`${sandbox.wechatUrl}/__sandbox/cards?openid=${openid}`)).json()) as Answer[];
  return found.flatMap((card) => {
    const number = orders.get(String(card['order_id']));
    const chosen = { cardId: String(card['card_id']), encryptCode: String(card['encrypt_code']) };
    return number === undefined ? [] : [{ chosen, number }];
  });
};

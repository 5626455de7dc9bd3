import type { AccountHealth, Health, MerchantOutput } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { dayText, momentText } from '../../lib/dates';
import { fact } from '../../lib/facts';
import { formatFen } from '../../rules/money';

type Parked = MerchantOutput['health.retry']['parked'];

interface Line {
  key: string;
  name: string;
  text: string;
  tone: Tone;
}

const line = (name: string, text: string, tone: Tone): Line => ({ key: name, name, text, tone });

const RIGHTS = {
  merchant: '开票',
  platform: '开票平台',
  reimburser: '报销',
  titles: '抬头',
  issuing: '统一开票',
} as const;
const EVENTS: Record<string, string> = {
  user_authorize_invoice: '买家授权',
  update_invoice_status: '发票状态',
};

const until = ({ ok, until: end }: { ok: boolean; until?: number }): string => {
  if (!ok) return '已失效';
  return end === undefined ? '有效' : `有效至 ${dayText(end)}`;
};

const issuerOf = ({ issuer }: Health) => {
  if (issuer.state === 'unknown') {
    return { lines: [line('开票方', issuer.message, 'attention')], hint: issuer.hint, qr: '', url: '' };
  }
  const { login, faceCheck, quotaLeft, waiting, scan } = issuer.health;
  return {
    lines: [
      line('电子税务局登录', until(login), login.ok ? 'done' : 'failed'),
      line('人脸认证', until(faceCheck), faceCheck.ok ? 'done' : 'failed'),
      ...(quotaLeft === undefined
        ? []
        : [line('剩余额度', `¥${formatFen(quotaLeft)}`, quotaLeft > 0 ? 'done' : 'failed')]),
      line('等待认证', waiting === 0 ? '没有' : `${waiting} 张`, waiting === 0 ? 'done' : 'attention'),
    ],
    hint: '',
    qr: scan?.qr ?? '',
    url: scan?.url ?? '',
  };
};

const tokenLine = ({ token }: AccountHealth, now: number): Line => {
  if (!token) return line('访问凭据', '还没有取过', 'waiting');
  if (token.problem !== undefined) return line('访问凭据', token.problem, 'failed');
  return token.until > now
    ? line('访问凭据', `${momentText(token.until, now)} 前有效`, 'done')
    : line('访问凭据', '已过期，用到时会再取', 'waiting');
};

const eventLine = ({ lastEvent }: AccountHealth, now: number): Line =>
  lastEvent
    ? line('最近事件', `${EVENTS[lastEvent.event] ?? lastEvent.event} · ${momentText(lastEvent.at, now)}`, 'done')
    : line('最近事件', '还没有收到过', 'waiting');

const accountModel = (account: AccountHealth, now: number) => {
  const { appid, roles, contact, rights, token } = account;
  const missing = rights.filter(({ state }) => state === 'missing').map(({ right }) => RIGHTS[right]);
  const seen = rights.filter(({ state }) => state === 'seen').map(({ right }) => RIGHTS[right]);
  return {
    appid,
    roles: roles.join('、'),
    isFine: missing.length === 0 && token?.problem === undefined,
    lines: [
      eventLine(account, now),
      tokenLine(account, now),
      ...(contact === undefined
        ? []
        : [line('联系方式', contact ? '微信已知道' : '第一次开票前会设置', contact ? 'done' : 'waiting')]),
      ...(seen.length > 0 ? [line('用过的权限', seen.join('、'), 'done')] : []),
      ...(missing.length > 0 ? [line('缺少的权限', missing.join('、'), 'failed')] : []),
    ],
  };
};

export const parkedModel = (parked: Parked, now: number) =>
  parked.map(({ rowId, text, since, tries, problem, applicationId = '' }) => ({
    rowId,
    text,
    applicationId,
    under: `${momentText(since, now)} · 试过 ${tries} 次`,
    problem: problem ? `${problem.message}。${problem.hint}` : '',
    code: problem?.code ?? '',
  }));

const PAY = {
  none: [],
  linked: fact('微信支付', '商户号已关联'),
  to_link: fact('微信支付', '商户号还没有关联，请到设置里重新保存'),
} as const;

/** The whole in one sentence: what a person has to see to comes first. */
const headlineOf = (health: Health): { text: string; next: string; tone: Tone } => {
  const { issuer, parked, accounts, payLink, queues } = health;
  const needsPerson = issuer.state === 'known' && !(issuer.health.login.ok && issuer.health.faceCheck.ok);
  if (needsPerson)
    return { text: '开票系统待认证', next: '请开票员用下面的二维码登录，之后自动继续开票', tone: 'failed' };
  if (accounts.some(({ rights }) => rights.some(({ state }) => state === 'missing')))
    return { text: '有账号缺少权限', next: '请按下面的说明到微信公众平台申请', tone: 'attention' };
  if (issuer.state === 'unknown') return { text: '开票方没有应答', next: issuer.hint, tone: 'attention' };
  if (parked.length > 0)
    return { text: `${parked.length} 件事没有办成`, next: '看看原因，可以重试', tone: 'attention' };
  if (payLink === 'to_link') return { text: '商户号还没有关联', next: '支付后开票暂时不能用', tone: 'attention' };
  const review = queues.find(({ tab }) => tab === 'in_review')?.count ?? 0;
  if (review > 0) return { text: `${review} 笔申请待审核`, next: '审核后自动开票', tone: 'waiting' };
  const refunds = queues.find(({ tab }) => tab === 'to_reverse')?.count ?? 0;
  if (refunds > 0)
    return { text: `${refunds} 张发票退款待红冲`, next: '在发票列表的“退款待红冲”里处理', tone: 'attention' };
  return { text: '一切正常', next: '没有需要处理的事', tone: 'done' };
};

const stepsText = ({ steps: { due, later } }: Health): string =>
  due === 0 && later === 0 ? '没有' : `${due} 件正在办，${later} 件等时间`;

/** How everything stands, as the page draws it. */
export const healthModel = (health: Health) => ({
  headline: headlineOf(health),
  issuer: issuerOf(health),
  accounts: health.accounts.map((account) => accountModel(account, health.at)),
  facts: [
    ...health.queues.map(({ text, count }) => ({ name: text, value: String(count) })),
    { name: '后台任务', value: stepsText(health) },
    ...fact(
      '最久的申请',
      health.oldest && `${momentText(health.oldest.since, health.at)} · ${health.oldest.stateText}`,
    ),
    ...PAY[health.payLink],
  ],
  oldest: health.oldest?.applicationId ?? '',
  parked: parkedModel(health.parked, health.at),
  canRetry: health.canRetry,
  canSubscribe: health.subscribeTemplates.length > 0,
});

export type HealthModel = ReturnType<typeof healthModel>;

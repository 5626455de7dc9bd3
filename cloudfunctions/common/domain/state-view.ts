import type { ApplicationView } from '../../../contract/buyer';
import type { BuyerAction, CardState, Tone } from '../../../contract/states';
import { dayInWords } from './china-day';
import { isRedMoving, openRedWords, reversalWords } from './red-view';
import { mayBeReplaced, waitsForReversal } from './reissue';
import { canMove, type Life } from './state';
import { cancelsCard, isOverdue, nextIssuePause, waitsForItsTime, waitsForPerson } from './state-wakers';

type Headline = ApplicationView['headline'];

const say = (text: string, next: string, actor: Headline['actor'], tone: Tone): Headline => ({
  text,
  next,
  actor,
  tone,
});

const refused = ({ reason = '商家没有说明原因', nothingLeft }: Life['authorization']): Headline => {
  if (nothingLeft) return say('不再开票', reason, 'nobody', 'ended');
  return say('商家未能开票', reason.includes('重新申请') ? reason : `${reason}，可以重新申请`, 'buyer', 'failed');
};

const ended = (life: Life): Headline | undefined => {
  switch (life.authorization.state) {
    case 'withdrawn':
      return say('申请已撤回', '需要发票时可以重新申请', 'nobody', 'ended');
    case 'expired':
      return say('申请已失效', '没有在微信页面确认，可以重新申请', 'buyer', 'ended');
    case 'failed':
      return say('微信页面没有完成授权', '可以重新申请', 'buyer', 'attention');
    case 'rejected':
      return refused(life.authorization);
    default:
      return undefined;
  }
};

/** Authorized, and too early by what the merchant laid down. */
const early = ({ issuing: { notBefore } }: Life): Headline =>
  notBefore === undefined
    ? say('已申请，待订单完成', '订单完成后自动开票，可离开此页', 'merchant', 'waiting')
    : say(`已申请，${dayInWords(notBefore)}起开票`, '到时自动开票，可离开此页', 'nobody', 'waiting');

/** 换开, confirmed by the buyer: first the old invoice goes. */
const replacing = ({ replaces }: Life): Headline => {
  if (replaces?.waits === 'person')
    return say('商家开票系统待认证', '商家认证后自动红冲原发票，再开新发票，可离开此页', 'merchant', 'working');
  if (replaces?.waits === 'overdue')
    return say('红冲原发票比平时久', '商家正在向开票平台查询，红冲后自动开新发票，可离开此页', 'merchant', 'working');
  return replaces?.red === 'awaiting_buyer'
    ? say(
        '等待确认红冲原发票',
        '请在电子税务局 72 小时内确认，确认后自动开新发票；不确认则原发票仍然有效',
        'buyer',
        'attention',
      )
    : say('正在红冲原发票', '红冲后自动开新发票，可离开此页', 'platform', 'working');
};

const issuing = (life: Life, weInsert: boolean): Headline => {
  const { state, problem } = life.issuing;
  if (waitsForReversal(life)) return replacing(life);
  if (waitsForItsTime(life)) return early(life);
  if (state === 'in_review') return say('等待商家审核', '商家审核后自动开票，可离开此页', 'merchant', 'waiting');
  if (state !== 'failed') {
    if (waitsForPerson(life)) return say('商家开票系统待认证', '商家认证后自动开票，可离开此页', 'merchant', 'working');
    if (isOverdue(life))
      return say('开票比平时久', '商家正在向开票平台查询，开好后自动继续，可离开此页', 'merchant', 'working');
    if (problem) return say(problem.message, problem.hint, 'merchant', 'working');
    return say(
      '正在开票',
      `可离开此页，开好后${weInsert ? '放入您的卡包' : '由开票平台放入您的卡包'}`,
      'platform',
      'working',
    );
  }
  return nextIssuePause(life) === undefined
    ? say('开票遇到问题', '商家正在处理，请稍后再看，或联系商家', 'merchant', 'attention')
    : say('开票暂时没有成功', '系统会自动重试，无需操作', 'platform', 'attention');
};

const issued = (life: Life, weInsert: boolean): Headline => {
  switch (life.card.state) {
    case 'inserted':
      return say('开好了，已放入卡包', '可在微信卡包中查看，也可下载文件', 'nobody', 'done');
    case 'insert_accepted':
      return weInsert
        ? say('发票已开好，正在放入卡包', '可离开此页，稍后在卡包中查看', 'wechat', 'working')
        : say('发票已开好，由开票平台放入卡包', '可离开此页，稍后在卡包中查看', 'platform', 'working');
    case 'failed':
      return say('发票已开好，未能放入卡包，可下载或发邮箱', '发票有效，不影响报销', 'nobody', 'attention');
    case 'discarded':
      return say('卡包中的发票已作废', '发票已被红冲，如有疑问请联系商家', 'nobody', 'ended');
    default:
      if (life.type === 2 && life.authorization.state !== 'authorized')
        return say('发票已开好，等买家领取', '把领取二维码给买家扫，或把链接发给对方', 'buyer', 'waiting');
      return weInsert
        ? say('发票已开好', '可下载文件', 'nobody', 'done')
        : say('发票已开好，由开票平台放入卡包', '稍后在微信卡包中查看，也可下载文件', 'platform', 'done');
  }
};

/** An invoice that was taken back, or is about to be; undefined while no red concerns it. */
const reversed = (life: Life): Headline | undefined => {
  const { reversal, card } = life;
  if (!reversal) return undefined;
  if (reversal.open) {
    const { text, next, actor, tone } = openRedWords(reversal.open);
    return say(text, next, actor, tone);
  }
  const words = reversalWords(reversal);
  if (!words) return undefined;
  if (reversal.state === 'partly_reversed') {
    return say(words.stateText, '剩余部分仍然有效，卡包里的发票不变', 'nobody', words.tone);
  }
  if (card.state !== 'inserted') return say('发票已红冲', '这张发票已失效，请勿再用于报销', 'nobody', 'ended');
  if (card.cancel) {
    const { message, hint } = card.cancel.problem;
    return say(`发票已红冲，${message}`, hint, card.cancel.refused ? 'nobody' : 'wechat', 'attention');
  }
  return say('发票已红冲，正在作废卡包中的发票', '这张发票已失效，请勿再用于报销', 'wechat', 'working');
};

/** The state in words a person would say, what happens next, who has to act. `weInsert`: the self-built platform. */
export const headlineOf = (life: Life, weInsert: boolean): Headline => {
  if (life.issuing.state === 'issued') return reversed(life) ?? issued(life, weInsert);
  const end = ended(life);
  if (end) return end;
  if (life.authorization.state === 'waiting') {
    return say('还差一步：在微信页面点“申请开票”', '确认后自动开票，24 小时内有效', 'buyer', 'attention');
  }
  return issuing(life, weInsert);
};

/** Whether nothing more happens to the application by itself or by its buyer. */
const isOver = (life: Life) =>
  life.issuing.state !== 'issued' && ['withdrawn', 'expired', 'failed', 'rejected'].includes(life.authorization.state);

/** Whether something moves by itself: worth looking again. */
export const isMoving = (life: Life): boolean =>
  !isOver(life) &&
  (life.authorization.state === 'waiting' ||
    life.issuing.state === 'accepted' ||
    nextIssuePause(life) !== undefined ||
    life.card.state === 'insert_accepted' ||
    (cancelsCard(life) && !life.card.cancel) ||
    (life.reversal?.open !== undefined && isRedMoving(life.reversal.open)));

/** What the buyer may do next. */
export const actionsOf = (
  life: Life & { card: { code?: string }; supersededBy?: string },
  weInsert = true,
): BuyerAction[] => {
  const allowed: Record<BuyerAction, boolean> = {
    authorize: life.authorization.state === 'waiting',
    refresh: isMoving(life),
    withdraw: canMove(life, 'withdraw'),
    reapply: isOver(life) && !life.authorization.nothingLeft,
    files: life.issuing.state === 'issued',
    reissue: life.authorization.state === 'authorized' && mayBeReplaced(life),
    // Only the account that inserted a card can decrypt its code.
    learn_card: weInsert && life.card.state === 'inserted' && life.card.code === undefined,
  };
  return (Object.keys(allowed) as BuyerAction[]).filter((action) => allowed[action]);
};

/** Looking again backs off from 2 to 30 seconds with the age of the state. */
export const refreshAfter = (life: Life, now: number): number | undefined => {
  if (!isMoving(life)) return undefined;
  const since = Math.max(life.authorization.at, life.issuing.at, life.card.at, life.reversal?.at ?? 0);
  return Math.min(30, Math.max(2, Math.round((now - since) / 4)));
};

/** An invoice of a list in words. */
export const invoiceText = (
  reversal: Life['reversal'],
  card: CardState,
  weInsert: boolean,
): { stateText: string; tone: Tone } => {
  const words = reversal && reversalWords(reversal);
  if (words) return words;
  switch (card) {
    case 'inserted':
      return { stateText: '已放入卡包', tone: 'done' };
    case 'insert_accepted':
      return { stateText: weInsert ? '正在放入卡包' : '已开好，由开票平台放入卡包', tone: 'working' };
    case 'failed':
      return { stateText: '已开好，未能放入卡包', tone: 'attention' };
    case 'discarded':
      return { stateText: '已作废', tone: 'ended' };
    default:
      return { stateText: weInsert ? '已开好' : '已开好，由开票平台放入卡包', tone: 'done' };
  }
};

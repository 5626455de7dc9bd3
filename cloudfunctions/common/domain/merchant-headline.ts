import type { MerchantInvoice } from '../../../contract/merchant';
import { listStateOf, rowWords, type Listed } from './merchant-view';
import { waitsForReversal } from './reissue';
import { headlineOf } from './state-view';
import { isOverdue, nextIssuePause, waitsForPerson } from './state-wakers';

type Headline = MerchantInvoice['headline'];
type Next = readonly [next: string, actor: Headline['actor']];

const issuing = (life: Listed, weInsert: boolean): Next => {
  if (waitsForReversal(life))
    return life.replaces?.red === 'awaiting_buyer'
      ? ['请买家在电子税务局 72 小时内确认红冲原发票；不确认，原发票仍然有效', 'buyer']
      : ['原发票红冲后自动开新发票', 'platform'];
  if (waitsForPerson(life)) return ['请到“运行状况”扫码认证，认证后自动开票', 'merchant'];
  if (isOverdue(life)) return ['系统会继续查询，请同时联系开票平台', 'merchant'];
  return [weInsert ? '开好后自动放入买家的卡包' : '开好后由开票平台放入买家的卡包', 'platform'];
};

const issued = ({ card, type, authorization }: Listed, weInsert: boolean): Next => {
  if (card.state === 'inserted') return ['买家可在微信卡包中查看', 'nobody'];
  if (card.state === 'insert_accepted') return ['发票有效，不用等它', weInsert ? 'wechat' : 'platform'];
  if (type === 2 && authorization.state !== 'authorized') return ['把领取二维码给买家扫，或把链接发给对方', 'buyer'];
  return ['可下载文件，或发到买家的邮箱', 'nobody'];
};

const nextOf = (life: Listed, weInsert: boolean): Next => {
  const { reason = '没有说明原因', nothingLeft } = life.authorization;
  switch (listStateOf(life)) {
    case 'waiting':
      return ['买家在微信点“申请开票”后自动开票；24 小时内不点，申请失效', 'buyer'];
    case 'early':
      return [life.issuing.notBefore === undefined ? '订单完成后自动开票' : '到时自动开票', 'nobody'];
    case 'in_review':
      return ['审核通过后自动开票；拒绝的话，买家会看到原因', 'merchant'];
    case 'issuing':
      return issuing(life, weInsert);
    case 'failed':
      return nextIssuePause(life) === undefined
        ? ['请按下面的原因处理', 'merchant']
        : ['系统会自动重试，也可以马上重新开票', 'platform'];
    case 'rejected':
      return [nothingLeft ? reason : `买家看到的原因：${reason}`, 'nobody'];
    case 'ended':
      return [life.supersededBy === undefined ? '买家需要时可以重新申请' : '发票在另一次领取里', 'nobody'];
    case 'card_failed':
      return ['发票有效，不影响报销；可以再放一次，或把文件发给买家', 'merchant'];
    case 'discarded':
      return ['卡包里的发票已被作废', 'nobody'];
    default:
      return issued(life, weInsert);
  }
};

/** The words of the row, what happens next and who has to act, as a member of the merchant reads them. */
export const memberHeadline = (life: Listed, weInsert: boolean): Headline => {
  const { reversal, supersededBy } = life;
  // What is said of a red is said to both sides.
  const red = reversal && (reversal.open !== undefined || reversal.state !== 'normal');
  if (red && supersededBy === undefined) return headlineOf(life, weInsert);
  const { stateText: text, tone } = rowWords(life);
  const [next, actor] = nextOf(life, weInsert);
  return { text, next, actor, tone };
};

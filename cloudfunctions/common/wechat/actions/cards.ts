import { randomBytes } from 'node:crypto';
import type { WechatInput } from '../../../../contract/wechat';
import { callWechat } from '../client';
import type { RequestOf } from '../endpoints';
import { saidByWechat, wechatTrouble } from '../errors';
import { billingProblem, writeBillingPair } from '../invoice-number';
import { sPappidIn } from '../s-pappid';
import type { Action } from './action';

/** The platform's own id, constant for an account. */
const identifyPlatform: Action<'platform.identify'> = async ({ appid }) => {
  const { invoice_url: url } = await callWechat(appid, 'platformUrl', {});
  const sPappid = sPappidIn(url);
  if (!sPappid) throw wechatTrouble('wechat_unexpected_answer', 'invoice_url 里没有 s_pappid');
  return { sPappid };
};

const createCardTemplate: Action<'card.template'> = async ({ appid, payee, title, type, logoUrl }) => {
  const { card_id: cardId } = await callWechat(appid, 'createCard', {
    invoice_info: { base_info: { logo_url: logoUrl, title }, payee, type },
  });
  return { cardId };
};

type Content = WechatInput['card.insert']['content'];
type UserData = RequestOf<'insert'>['card_ext']['user_card']['invoice_user_data'];

const problemOf = (content: Content): string | undefined => {
  if (content.amount !== content.net + content.tax) return '价税合计不等于金额加税额';
  if (content.form === 'classic' && !content.checkCode) return '缺少校验码';
  return billingProblem(content);
};

const userDataOf = (content: Content, mediaId: string, tripMediaId?: string): UserData => ({
  fee: content.amount,
  title: content.title,
  billing_time: content.issuedAt,
  ...writeBillingPair(content),
  info: content.lines.map(({ name, quantity, unit, price }) => ({ name, num: quantity, unit, price })),
  fee_without_tax: content.net,
  tax: content.tax,
  s_pdf_media_id: mediaId,
  s_trip_pdf_media_id: tripMediaId,
  check_code: content.checkCode ?? '',
  buyer_number: content.buyerTaxNo,
  buyer_address_and_phone: content.buyerAddressAndPhone,
  buyer_bank_account: content.buyerBankAccount,
  seller_number: content.sellerTaxNo,
  seller_address_and_phone: content.sellerAddressAndPhone,
  seller_bank_account: content.sellerBankAccount,
  remarks: content.remark,
});

/** Puts the invoice into the card pack of whoever authorised the order. */
const insertCard: Action<'card.insert'> = async ({ appid, key, cardId, mediaId, tripMediaId, content }) => {
  const problem = problemOf(content);
  if (problem) throw wechatTrouble('wechat_invalid_request', problem);
  try {
    const answer = await callWechat(appid, 'insert', {
      order_id: key.orderId,
      card_id: cardId,
      appid: key.appid,
      card_ext: {
        nonce_str: randomBytes(12).toString('hex'),
        user_card: { invoice_user_data: userDataOf(content, mediaId, tripMediaId) },
      },
    });
    return {
      alreadyInserted: false,
      code: answer.code,
      openid: answer.openid,
      ...(answer.unionid && { unionid: answer.unionid }),
    };
  } catch (error) {
    if (saidByWechat(error, 'already_inserted')) return { alreadyInserted: true };
    throw error;
  }
};

/** The state that a card is already in when WeChat refuses to set a final one again. */
const finalCodes: Partial<Record<WechatInput['card.status']['status'], number>> = { CANCEL: 72060, CLOSURE: 72061 };

const setCardStatus: Action<'card.status'> = async ({ appid, cardId, code, status }) => {
  try {
    await callWechat(appid, 'updateStatus', {
      card_id: cardId,
      code,
      reimburse_status: `INVOICE_REIMBURSE_${status}`,
    });
  } catch (error) {
    const isThere = saidByWechat(error, 'invoice_final') && error.errcode === finalCodes[status];
    if (!isThere) throw error;
  }
  return { done: true };
};

const decryptCode: Action<'card.decrypt'> = async ({ appid, encryptCode }) => {
  const { code } = await callWechat(appid, 'decryptCode', { encrypt_code: encryptCode });
  return { code };
};

const setTesters: Action<'card.testers'> = async ({ appid, openids }) => {
  await callWechat(appid, 'testWhitelist', { openid: openids });
  return { done: true };
};

export const actions = {
  'platform.identify': identifyPlatform,
  'card.template': createCardTemplate,
  'card.insert': insertCard,
  'card.status': setCardStatus,
  'card.decrypt': decryptCode,
  'card.testers': setTesters,
};

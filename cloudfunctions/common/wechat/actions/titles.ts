import { callWechat } from '../client';
import { filledOf, said } from '../said';
import type { Action } from './action';

const offerTitle: Action<'title.offer'> = async ({ appid, title, reference }) => {
  const { url } = await callWechat(appid, 'userTitleUrl', {
    title: title?.title,
    tax_no: title?.taxNo,
    addr: title?.address,
    phone: title?.phone,
    bank_type: title?.bank,
    bank_no: title?.bankAccount,
    user_fill: title ? 0 : 1,
    out_title_id: reference,
  });
  return { url };
};

const askForTitle: Action<'title.ask'> = async ({ appid, attach, merchantName }) => {
  const { url } = await callWechat(appid, 'selectTitleUrl', { attach, biz_name: merchantName });
  return { url };
};

const scanTitle: Action<'title.scan'> = async ({ appid, text }) => {
  const answer = await callWechat(appid, 'scanTitle', { scan_text: text });
  return {
    // 0 is the company here, as in wx.chooseInvoiceTitle.
    kind: answer.title_type === 0 ? 'company' : 'personal',
    title: answer.title.trim(),
    ...said({
      taxNo: filledOf(answer.tax_no),
      address: filledOf(answer.addr),
      phone: filledOf(answer.phone),
      bank: filledOf(answer.bank_type),
      bankAccount: filledOf(answer.bank_no),
    }),
  };
};

export const actions = {
  'title.offer': offerTitle,
  'title.ask': askForTitle,
  'title.scan': scanTitle,
};

import type { UnixSeconds } from '../../../../contract/primitives';
import type { WechatInput } from '../../../../contract/wechat';
import { callWechat } from '../client';
import { saidByWechat, wechatTrouble } from '../errors';
import { readBillingPair, writeBillingPair } from '../invoice-number';
import { filledOf, said } from '../said';
import type { Action } from './action';

/** Fen as the yuan text of these interfaces. */
const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const lineKinds = { ordinary: '0', discount: '1', discounted: '2' } as const;
const industries = { commerce: '0', other: '1' } as const;

type Issue = WechatInput['platformIssuing.issue'];

const sum = (lines: Issue['lines'], of: 'net' | 'tax') => lines.reduce((total, line) => total + line[of], 0);

const problemOf = ({ amount, net, tax, lines }: Issue): string | undefined => {
  if (amount !== net + tax) return '价税合计不等于金额加税额';
  return sum(lines, 'net') === net && sum(lines, 'tax') === tax ? undefined : '明细之和不等于合计';
};

/** Asks the platform to issue; the same serial never issues twice. */
const issueOnPlatform: Action<'platformIssuing.issue'> = async (input) => {
  const problem = problemOf(input);
  if (problem) throw wechatTrouble('wechat_invalid_request', problem);
  const { appid, seller, buyer } = input;
  await callWechat(appid, 'makeOutInvoice', {
    invoiceinfo: {
      wxopenid: input.openid,
      ddh: input.orderId,
      fpqqlsh: input.serial,
      nsrsbh: seller.taxNo,
      nsrmc: seller.name,
      nsrdz: seller.address,
      nsrdh: seller.phone,
      nsrbank: seller.bank,
      nsrbankid: seller.bankAccount,
      ghfmc: buyer.name,
      ghfnsrsbh: buyer.taxNo,
      ghfdz: buyer.address,
      ghfdh: buyer.phone,
      ghfbank: buyer.bank,
      ghfbankid: buyer.bankAccount,
      kpr: input.drawer,
      skr: input.cashier,
      fhr: input.reviewer,
      jshj: yuan(input.amount),
      hjje: yuan(input.net),
      hjse: yuan(input.tax),
      bz: input.remark,
      hylx: industries[input.industry],
      invoicedetail_list: input.lines.map((line) => ({
        fphxz: lineKinds[line.kind],
        spbm: line.taxCode,
        xmmc: line.name,
        dw: line.unit,
        ggxh: line.model,
        xmsl: line.quantity,
        xmdj: line.unitPrice,
        xmje: yuan(line.net),
        sl: line.rate,
        se: yuan(line.tax),
      })),
    },
  });
  return { accepted: true };
};

const reverseOnPlatform: Action<'platformIssuing.reverse'> = async ({ appid, openid, serial, seller, original }) => {
  const pair = writeBillingPair({ form: 'classic', ...original }, 'code_first');
  await callWechat(appid, 'clearOutInvoice', {
    invoiceinfo: {
      wxopenid: openid,
      fpqqlsh: serial,
      nsrsbh: seller.taxNo,
      nsrmc: seller.name,
      yfpdm: pair.billing_no,
      yfphm: pair.billing_code,
    },
  });
  return { accepted: true };
};

/** `yyyyMMddHHmmss`, in China's time. */
const secondsOf = (text: string): UnixSeconds => {
  const iso = text.trim().replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6+08:00');
  const seconds = Date.parse(iso) / 1000;
  if (!Number.isSafeInteger(seconds)) throw wechatTrouble('wechat_unexpected_answer', `kprq ${text}`);
  return seconds as UnixSeconds;
};

const readOnPlatform: Action<'platformIssuing.read'> = async ({ appid, serial, sellerTaxNo }) => {
  try {
    const { invoicedetail: found } = await callWechat(appid, 'queryInvoice', { fpqqlsh: serial, nsrsbh: sellerTaxNo });
    const number = readBillingPair({ billing_no: found.fpdm, billing_code: found.fphm }, 'code_first');
    if (!number) throw wechatTrouble('wechat_unexpected_answer', '应答没有发票号码');
    return {
      state: 'issued',
      number: number.number,
      issuedAt: secondsOf(found.kprq),
      pdfUrl: found.pdfurl,
      ...said({ code: number.code, checkCode: filledOf(found.jym) }),
    };
  } catch (error) {
    if (saidByWechat(error, 'issuing_in_progress')) return { state: 'working' };
    throw error;
  }
};

export const actions = {
  'platformIssuing.issue': issueOnPlatform,
  'platformIssuing.reverse': reverseOnPlatform,
  'platformIssuing.read': readOnPlatform,
};

import { parseYuan } from '../../rules/money';

/** What proves an order is one's own, as typed. */
export interface ClaimForm {
  orderNo: string;
  amount: string;
  phoneLast4: string;
}

export type ClaimProblems = Partial<Record<keyof ClaimForm, string>>;

/** The claim that the form makes, or what to put right first. */
export const claimOf = (
  form: ClaimForm,
): { claim: { orderNo: string; amount: number; phoneLast4: string } } | { problems: ClaimProblems } => {
  const orderNo = form.orderNo.trim();
  const amount = parseYuan(form.amount);
  const phoneLast4 = form.phoneLast4.trim();
  const problems: ClaimProblems = {
    ...(orderNo === '' ? { orderNo: '请填写订单号' } : {}),
    ...(/[\s/\\?#%]/.test(orderNo) ? { orderNo: '订单号里没有空格和 / \\ ? # %，请核对' } : {}),
    ...(amount === undefined || amount === 0 ? { amount: '请填写实付金额，如 128.50' } : {}),
    ...(/^\d{4}$/.test(phoneLast4) ? {} : { phoneLast4: '请填写下单手机号的后 4 位' }),
  };
  if (amount === undefined || Object.keys(problems).length > 0) return { problems };
  return { claim: { orderNo, amount, phoneLast4 } };
};

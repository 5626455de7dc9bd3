import type { Title } from '../../contract/buyer';
import { agreeToPrivacy, refusalOf } from './privacy';
import type { Refused } from './privacy';

/** What came of asking WeChat for a title. */
export type PickedTitle = { outcome: 'picked'; title: Title } | { outcome: Refused };

const given = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } => {
  const trimmed = (value ?? '').trim();
  return trimmed === '' ? {} : ({ [key]: trimmed } as { [P in K]?: string });
};

/** WeChat's record as a title. Its `type` is '0' for a company and '1' for a person; some phones give a number. */
const titleOf = (picked: WechatMiniprogram.ChooseInvoiceTitleSuccessCallbackResult): Title => {
  if (String(picked.type) === '1') return { kind: 'personal', name: picked.title };
  return {
    kind: 'company',
    name: picked.title,
    ...given('taxNo', picked.taxNumber),
    ...given('address', picked.companyAddress),
    ...given('phone', picked.telephone),
    ...given('bank', picked.bankName),
    ...given('bankAccount', picked.bankAccount),
  };
};

/** Lets the person pick a title that WeChat knows. Never throws: a form can always be filled in by hand. */
export const pickTitle = async (): Promise<PickedTitle> => {
  if (!(await agreeToPrivacy())) return { outcome: 'privacy_refused' };
  try {
    return { outcome: 'picked', title: titleOf(await wx.chooseInvoiceTitle()) };
  } catch (error) {
    return { outcome: refusalOf(error) };
  }
};

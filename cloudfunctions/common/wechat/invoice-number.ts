/** The number of an invoice: a fully digital one has only 20 digits; a classic one a number and a code 发票代码. */
export interface InvoiceNumber {
  form: 'digital' | 'classic';
  number: string;
  code?: string | undefined;
}

/** The two wire fields, whose meaning the documents do not agree on. */
export interface BillingPair {
  billing_no: string;
  billing_code: string;
}

export type BillingOrder = 'code_first' | 'number_first';

/** WECHAT_BILLING_ORDER: whether billing_no of a classic invoice is its code (the default) or its number. */
export const billingOrder = (): BillingOrder =>
  process.env['WECHAT_BILLING_ORDER'] === 'number_first' ? 'number_first' : 'code_first';

const kindOf = (text: string): 'digital' | 'number' | 'code' | undefined => {
  if (/^\d{20}$/.test(text)) return 'digital';
  if (/^\d{8}$/.test(text)) return 'number';
  return /^(\d{10}|\d{12})$/.test(text) ? 'code' : undefined;
};

const classic = (number: string, code: string): InvoiceNumber => ({ form: 'classic', number, ...(code && { code }) });

/** Reads the pair by shape, whichever field holds what; by position only where no shape tells. */
export const readBillingPair = (
  pair: { billing_no?: string | undefined; billing_code?: string | undefined },
  order: BillingOrder = billingOrder(),
): InvoiceNumber | undefined => {
  // Read back, a fully digital invoice may carry zeros where it has no code.
  const [no, code] = [pair.billing_no, pair.billing_code].map((text) => (text ?? '').trim().replace(/^0+$/, ''));
  if (!no && !code) return undefined;
  const found = [no ?? '', code ?? ''];
  const digital = found.find((text) => kindOf(text) === 'digital');
  if (digital) return { form: 'digital', number: digital };
  const swapped = kindOf(found[0] ?? '') === 'number' || kindOf(found[1] ?? '') === 'code';
  const straight = kindOf(found[0] ?? '') === 'code' || kindOf(found[1] ?? '') === 'number';
  const numberFirst = swapped === straight ? order === 'number_first' : swapped;
  const [first = '', second = ''] = found;
  return numberFirst ? classic(first, second) : classic(second, first);
};

/** Writes the pair for a new card. */
export const writeBillingPair = (
  { form, number, code = '' }: InvoiceNumber,
  order: BillingOrder = billingOrder(),
): BillingPair => {
  if (form === 'digital') return { billing_no: number, billing_code: '' };
  return order === 'code_first'
    ? { billing_no: code, billing_code: number }
    : { billing_no: number, billing_code: code };
};

/** What is wrong with a number before it is sent, in English for the developer; nothing when it is right. */
export const billingProblem = ({ form, number, code }: InvoiceNumber): string | undefined => {
  if (form === 'digital')
    return kindOf(number) === 'digital' && !code ? undefined : 'a digital invoice has 20 digits and no code';
  return kindOf(number) === 'number' && kindOf(code ?? '') === 'code'
    ? undefined
    : 'a classic invoice has a number of 8 digits and a code of 10 or 12';
};

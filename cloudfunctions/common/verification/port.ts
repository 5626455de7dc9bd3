/** What 查验 asks for: the figures of an invoice as they are printed on it. */
export interface VerificationQuestion {
  form: 'digital' | 'classic';
  number: string;
  code?: string;
  checkCode?: string;
  /** 开票日期, `YYYY-MM-DD` in China. */
  date: string;
  /** 价税合计 in fen. */
  amount: number;
  net?: number;
}

/** What the tax side says of it. */
export type VerificationAnswer =
  | { state: 'valid' }
  | { state: 'not_found' }
  | { state: 'reversed' }
  /** It exists, with other figures. */
  | { state: 'differs' };

/** Whoever looks invoices up at the tax bureau. Throws when it cannot tell now. */
export interface Verifier {
  verify(question: VerificationQuestion): Promise<VerificationAnswer>;
}

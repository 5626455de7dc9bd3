import * as v from 'valibot';
import { fail } from '../runtime/errors';
import type { VerificationQuestion, Verifier } from './port';

const Answer = v.object({ result: v.picklist(['0001', '0002', '0005', '0009']) });

/** The service's codes in our words: found, found with other figures, reversed, not found. */
const states = { '0001': 'valid', '0002': 'differs', '0005': 'reversed', '0009': 'not_found' } as const;

const TIMEOUT_MS = 8000;
const yuan = (fen: number): string => (fen / 100).toFixed(2);

const wire = ({ form, number, code = '', checkCode = '', date, amount, net }: VerificationQuestion) => ({
  invoiceNumber: number,
  invoiceCode: code,
  issueDate: date.replaceAll('-', ''),
  checkCode: checkCode.slice(-6),
  // A 数电 invoice is looked up by its total, a classic one by its net amount.
  amount: yuan(form === 'digital' ? amount : (net ?? amount)),
});

/** 查验 at the sandbox's service. */
export const createSandboxVerifier = ({ baseUrl, key }: { baseUrl: string; key: string }): Verifier => ({
  verify: async (question) => {
    try {
      const response = await fetch(`${baseUrl}/v1/invoices/check`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(wire(question)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { result } = v.parse(Answer, await response.json());
      return { state: states[result] };
    } catch {
      throw fail('unavailable', { message: '查验服务暂时没有应答', hint: '无需处理，请稍后再试' });
    }
  },
});

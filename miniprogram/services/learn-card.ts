import type { ApplicationView, BuyerInput } from '../../contract/buyer';
import { buyer } from './buyer';

type Cards = BuyerInput['cards.learn']['cards'];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const parse = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  // Some phones escape the text twice.
  return typeof value === 'string' ? JSON.parse(value) : value;
};

/** What wx.chooseInvoice answers, `[{card_id, encrypt_code, app_id}]` as text, as cards; rows that are none are left out. */
export const cardsOf = (invoiceInfo: string): Cards => {
  let rows: unknown;
  try {
    rows = parse(invoiceInfo);
  } catch {
    return [];
  }
  return (Array.isArray(rows) ? rows : []).filter(isRecord).flatMap((row) => {
    const { card_id: cardId, encrypt_code: encryptCode, app_id: appid } = row;
    if (typeof cardId !== 'string' || typeof encryptCode !== 'string') return [];
    return [typeof appid === 'string' ? { cardId, encryptCode, appid } : { cardId, encryptCode }];
  });
};

/**
 * Lets the person point at the invoice in the card pack, so that a card whose number got lost on the way is
 * known again. Undefined when they pointed at nothing.
 */
export const learnCard = async (applicationId: string): Promise<ApplicationView | undefined> => {
  let invoiceInfo: string;
  try {
    ({ invoiceInfo } = await wx.chooseInvoice({}));
  } catch {
    return undefined;
  }
  const cards = cardsOf(invoiceInfo);
  return cards.length === 0 ? undefined : buyer('cards.learn', { applicationId, cards });
};

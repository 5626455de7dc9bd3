import { randomBytes, randomInt } from 'node:crypto';
import { compactTime } from './time';

const digits = (count: number) =>
  String(randomInt(1, 10)) + Array.from({ length: count - 1 }, () => randomInt(10)).join('');
const hex = (count: number) => randomBytes(count).toString('hex').slice(0, count);
const word = (count: number) =>
  randomBytes(count * 2)
    .toString('base64')
    .replace(/[^A-Za-z]/g, 'x')
    .slice(0, count);

/** Identifiers in the shapes that WeChat's have. */
export const newIds = {
  accessToken: () => `${randomInt(60, 100)}_${randomBytes(96).toString('base64url')}`,
  ticket: () => randomBytes(64).toString('base64url'),
  cardId: () => `p${randomBytes(24).toString('base64url').slice(0, 27)}`,
  code: () => digits(12),
  encryptCode: () => randomBytes(96).toString('base64'),
  /** 17 digits: above what a JavaScript number holds exactly. */
  mediaId: () => digits(17),
  platformId: (appid: string) => Buffer.concat([Buffer.from(`${appid}_`), randomBytes(32)]).toString('base64'),
  nonce: () => digits(9),
  hint: () => `${word(6)}a${digits(8)}`,
  /** 8 digits, as a classic invoice has. */
  invoiceNumber: () => digits(8),
  checkCode: () => digits(20),
  requestId: () => `${hex(8)}-${hex(8)}-${hex(8)}`,
  /** The key in the link to a person's titles. */
  titleKey: () => randomBytes(16).toString('base64url'),
  payNonce: () => hex(32),
  prepayId: (now: number) => `wx${compactTime(now)}${hex(20)}`,
  transactionId: (now: number) => `4200${digits(6)}${compactTime(now).slice(0, 8)}${digits(10)}`,
  eventId: () => randomBytes(12).toString('hex'),
};

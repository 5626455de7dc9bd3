import * as v from 'valibot';
import type { OrderStatus } from '../../contract/open';
import { MAX_FEN, OrderNo, UnixSeconds, type Fen } from '../../contract/primitives';
import { parseYuan } from '../../miniprogram/rules/money';

/** A cell that cannot be taken as it is; the message says why. */
export class BadCell extends Error {}

const shown = (text: string): string => (text.length > 30 ? `${text.slice(0, 30)}…` : text);

/** What a cell says, without the blanks around it and without Excel's way to keep digits as text (`="0012"`). */
export const plain = (cell: string): string => {
  const text = cell.trim();
  return (/^="([^"]*)"$/.exec(text)?.[1] ?? text).trim();
};

/** An empty cell, or a dash that stands for one. */
export const isEmpty = (cell: string): boolean => ['', '-', '--', '—', '/'].includes(plain(cell));

/** Order numbers stay text; a leading `'` is Excel's mark of text. */
export const orderNoIn = (cell: string): string => {
  const text = plain(cell).replace(/^'/, '');
  if (text === '') throw new BadCell('订单号为空');
  if (/^\d(\.\d+)?E\+\d+$/i.test(text)) {
    throw new BadCell(`订单号 ${text} 被 Excel 改成了科学计数法，请把这一列设为文本后重新导出`);
  }
  const parsed = v.safeParse(OrderNo, text);
  if (!parsed.success) throw new BadCell(`订单号 ${shown(text)} 长于 64 个字符，或含有空白、/ \\ ? # %`);
  return parsed.output;
};

const whyNoAmount = (text: string): string => {
  if (/[\uff01-\uff5e]/.test(text.replace(/^\uffe5/, ''))) return '含有全角数字或符号';
  if (/^[￥¥]?\s*[-+(（]/.test(text)) return '应是不带正负号的金额';
  if (/\de[+-]?\d/i.test(text)) return '是科学计数法';
  if (/^[^.]*\.\d{3,}$/.test(text)) return '小数多于两位';
  if (text.includes(',')) return '千分位逗号的位置不对';
  return '不是金额';
};

/** Yuan as exact fen: an optional ￥ or ¥, digits with correct commas, at most two decimals. */
export const amountIn = (cell: string): Fen => {
  const text = plain(cell);
  if (text === '') throw new BadCell('金额为空');
  const fen = /^[￥¥]?0\d*,/.test(text) ? undefined : parseYuan(text);
  if (fen === undefined) throw new BadCell(`${shown(text)} ${whyNoAmount(text)}`);
  if (fen > MAX_FEN) throw new BadCell(`${shown(text)} 超过 99,999,999.99 元`);
  return fen as Fen;
};

const TIME =
  /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:(?:T|\s+|(?<=日))(\d{1,2})[:：时](\d{1,2})分?(?:[:：]?(\d{1,2})秒?(?:\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const COMPACT_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const CHINA_MINUTES = 480;

const offsetMinutes = (zone: string | undefined): number => {
  if (zone === undefined) return CHINA_MINUTES;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
};

/** A time as shops write it, of China unless it names a zone. */
export const timeIn = (cell: string): UnixSeconds => {
  const text = plain(cell);
  const bad = () => new BadCell(`${shown(text)} 不是时间，应如 2026-10-05 12:30:00`);
  const match = COMPACT_TIME.exec(text) ?? TIME.exec(text);
  if (!match) throw bad();
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    year >= 2000;
  if (!exists) throw bad();
  const parsed = v.safeParse(UnixSeconds, date.getTime() / 1000 - offsetMinutes(match[7]) * 60);
  if (!parsed.success) throw bad();
  return parsed.output;
};

/** What shops call the states of an order. */
const statusWords: Record<OrderStatus, string> = {
  unpaid: '待付款 未付款 待支付 未支付 等待买家付款 等待付款 unpaid pending 待结算',
  paid: '已付款 已支付 买家已付款 等待卖家发货 待发货 已发货 卖家已发货 等待买家确认收货 待收货 待核销 待自提 支付成功 付款成功 paid shipped processing',
  completed: '交易成功 交易完成 已完成 完成 已收货 已签收 已核销 已结算 completed complete finished success done',
  refunded: '已退款 全额退款 退款成功 已全额退款 refunded',
  closed: '交易关闭 已关闭 关闭 已取消 取消 closed cancelled canceled 已作废',
};
const statuses = new Map(
  Object.entries(statusWords).flatMap(([status, words]) =>
    words.split(' ').map((word) => [word, status as OrderStatus]),
  ),
);

export const PARTLY_REFUNDED = ['部分退款', 'partially refunded', 'partially_refunded'];

/** An order's state by the shop's word for it. A part that was refunded is told by the amount, not by the word. */
export const statusIn = (cell: string, refundIsKnown: boolean): OrderStatus => {
  // Some shops add what comes next: 买家已付款，等待卖家发货.
  const word = (plain(cell).split(/[，,;；]/, 1)[0] ?? '').trim().toLowerCase();
  if (word === '') throw new BadCell('订单状态为空');
  if (PARTLY_REFUNDED.includes(word)) {
    if (refundIsKnown) return 'paid';
    throw new BadCell('部分退款的订单需要一列退款金额');
  }
  const status = statuses.get(word);
  if (!status) throw new BadCell(`不认识订单状态 ${shown(plain(cell))}`);
  return status;
};

/** The last four digits of a phone; the rest stays where it is. */
export const phoneLast4In = (cell: string): string => {
  const last4 = /^\+?[\d *-]*(\d{4})$/.exec(plain(cell).replace(/^'/, ''))?.[1];
  if (!last4) throw new BadCell('手机号应以四位数字结尾');
  return last4;
};

/** What was bought, on one line and at most 200 characters. */
export const summaryIn = (cell: string): string => {
  const text = plain(cell)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text.length > 200 ? `${text.slice(0, 198).replace(/[\ud800-\udbff]$/, '')}…` : text;
};

import * as v from 'valibot';
import {
  OrderBatch,
  OrderBody,
  orderHolds,
  OrderRow,
  type OpenList,
  type OrderBatchAnswer,
  type OrderListRow,
  type OrderPut,
  type OrderRead,
} from '../../contract/open';
import { OrderNo } from '../../contract/primitives';
import { invoiceability } from '../common/domain/order';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import { failureOf } from '../common/runtime/router';
import type { MerchantRecord, OrderRecord } from '../common/store/records';
import { findKnownOrders, putOrder } from '../common/usecases/put-order';
import { inputProblem, readBody } from './body';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { publicUrl } from './links';
import { listed, readPlace } from './lists';
import { receiptCodeOf } from './receipt-code';

const AT_ONCE = 8;

const receiptOf = (order: OrderRecord) => {
  const code = receiptCodeOf(order);
  return { code, url: publicUrl(`/r/${code}`) };
};

const howItStands = (order: OrderRecord, merchant: MerchantRecord) => {
  const { invoiceable: amount, ...able } = invoiceability(order, merchant, ports.now());
  return { amount, ...able, receipt: receiptOf(order) };
};

export const orderNoOf = (segment: string): string => {
  const parsed = v.safeParse(OrderNo, segment);
  if (!parsed.success)
    throw fail('bad_request', { hint: '开发者：订单号最多 64 个字符，不含空白和 / \\ ? # %', field: 'orderNo' });
  return parsed.output;
};

const put = async (
  merchant: MerchantRecord,
  orderNo: string,
  body: OrderBody,
  known?: OrderRecord | null,
): Promise<OrderPut> => {
  const { order, result } = await putOrder(ports, merchant, orderNo, body, known);
  const { amount: _amount, ...stands } = howItStands(order, merchant);
  return { orderNo, result, ...stands };
};

/** `PUT /open/v1/orders/{orderNo}` */
export const putOne = async (request: HttpRequest, merchant: MerchantRecord, segment: string): Promise<OrderPut> => {
  const orderNo = orderNoOf(segment);
  const body = readBody(request, OrderBody);
  return once(request, merchant, () => put(merchant, orderNo, body));
};

const orderRow = (order: OrderRecord, merchant: MerchantRecord): OrderListRow => {
  const {
    orderNo,
    status,
    paid,
    refunded,
    excluded,
    paidAt,
    completedAt,
    summary,
    business,
    hold,
    createdAt,
    updatedAt,
  } = order;
  return {
    orderNo,
    status,
    paid,
    refunded,
    excluded,
    ...(paidAt !== undefined && { paidAt }),
    ...(completedAt !== undefined && { completedAt }),
    summary,
    ...(business && { business }),
    hold,
    ...howItStands(order, merchant),
    buyerKnown: order.buyerOpenid !== undefined,
    createdAt,
    updatedAt,
  };
};

/** `GET /open/v1/orders/{orderNo}` */
export const getOne = async (_request: HttpRequest, merchant: MerchantRecord, segment: string): Promise<OrderRead> => {
  const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNoOf(segment)));
  if (!order) throw fail('not_found', { message: '没有找到这笔订单', hint: '开发者：这个商户没有这个订单号' });
  return { ...orderRow(order, merchant), lines: order.lines };
};

const holdIn = (request: HttpRequest): OrderRecord['hold'] | undefined => {
  const asked = request.query('state');
  const hold = orderHolds.find((known) => known === asked);
  if (asked === undefined || hold) return hold;
  throw fail('bad_request', { hint: `开发者：state 应为 ${orderHolds.join('、')} 之一`, field: 'state' });
};

/** `GET /open/v1/orders`, newest first by payment. */
export const listOrders = async (request: HttpRequest, merchant: MerchantRecord): Promise<OpenList<OrderListRow>> => {
  const hold = holdIn(request);
  return listed(
    readPlace(request),
    (limit, before) => ports.orders.ordersOfMerchant(merchant._id, hold, before, limit),
    (order) => orderRow(order, merchant),
  );
};

type BatchRow = OrderBatchAnswer['rows'][number];

/** `POST /open/v1/orders`: each row stands for itself, and either is in or is not. */
export const putMany = async (request: HttpRequest, merchant: MerchantRecord): Promise<OrderBatchAnswer> => {
  const { merchantId, orders } = readBody(request, OrderBatch);
  if (merchantId !== undefined && merchantId !== merchant._id) {
    throw fail('forbidden', {
      message: '没有权限操作这家商户',
      hint: '开发者：API key 属于另一家商户',
      field: 'merchantId',
    });
  }
  const rows = orders.map((row) => v.safeParse(OrderRow, row));
  const putRow = async (
    row: (typeof rows)[number],
    known: (orderNo: string) => OrderRecord | null,
  ): Promise<BatchRow> => {
    try {
      if (!row.success) throw inputProblem(row.issues);
      const { orderNo, ...body } = row.output;
      return { ok: true, ...(await put(merchant, orderNo, body, known(orderNo))) };
    } catch (error) {
      return { ok: false, error: failureOf(error) };
    }
  };
  return once(request, merchant, async () => {
    const known = await findKnownOrders(
      ports,
      merchant,
      rows.flatMap((row) => (row.success ? [row.output.orderNo] : [])),
    );
    const answers: BatchRow[] = [];
    for (let first = 0; first < rows.length; first += AT_ONCE) {
      answers.push(...(await Promise.all(rows.slice(first, first + AT_ONCE).map((row) => putRow(row, known)))));
    }
    return { rows: answers };
  });
};

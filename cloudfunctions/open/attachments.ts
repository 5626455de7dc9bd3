import * as v from 'valibot';
import type { AttachmentsRead } from '../../contract/open';
import { AttachmentName } from '../../contract/merchant-invoices';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { MerchantRecord } from '../common/store/records';
import { attach } from '../common/usecases/attachments';
import { refusal } from './failures';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { orderNoOf } from './orders';

/**
 * `PUT /open/v1/orders/{orderNo}/attachments/{name}`: keeps a PDF (行程单, 水单) with an order, which goes along with its
 * invoice. The same name again replaces it.
 */
export const putAttachment = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segments: string,
): Promise<AttachmentsRead> => {
  const [orderNo = '', , ...rest] = segments.split('/');
  const name = v.safeParse(AttachmentName, rest.join('/').replace(/\.pdf$/i, ''));
  if (!name.success)
    throw fail('bad_request', { hint: '开发者：附件的名称最多 40 个字符，不含 \\ / : * ? " < > |', field: 'name' });
  if (!/^application\/pdf *(;|$)/i.test(request.header('content-type') ?? ''))
    throw refusal('unsupported_media_type', '请求的格式不支持', 'Content-Type 应为 application/pdf');
  const order = orderNoOf(orderNo);
  return once(request, merchant, async () => {
    const kept = await attach(ports, merchant, order, { name: name.output, bytes: request.body });
    return { attachments: kept.map(({ name: called, bytes, at }) => ({ name: called, bytes, at })) };
  });
};

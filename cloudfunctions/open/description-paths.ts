import { orderHolds } from '../../contract/open';
import { cursor, described, inHeader, inPath, inQuery, limit, orderId, orderNo } from './description-parts';

const title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
const line = {
  name: '*餐饮服务*餐饮服务',
  taxCode: '3070401000000000000',
  quantity: '1',
  unit: '份',
  gross: 4100,
  rate: '6%',
};
const order = {
  status: 'paid',
  paid: 4100,
  summary: '双人早午餐',
  lines: [line],
  buyer: { phone: '13800000000' },
};

const keyId = inPath('id', '新建时给的 id');
const drawing = (type: string, id: string, summary: string) => ({
  get: described({ id, scope: 'orders:read', summary, parameters: [orderNo], answers: { type } }),
});

/** What merchants' servers may ask, by API key. */
export const paths = () => ({
  '/openapi.json': {
    get: {
      ...described({ id: 'description', summary: '这份描述', answers: { type: 'application/json' } }),
    },
  },
  '/orders': {
    get: described({
      id: 'listOrders',
      scope: 'orders:read',
      summary: '订单，按付款时间新的在前，不带明细行',
      parameters: [cursor, limit, { ...inQuery('state', '只要这样的订单'), schema: { enum: orderHolds } }],
      answers: { data: 'OrderList' },
    }),
    post: described({
      id: 'putOrders',
      scope: 'orders:write',
      summary: '一次最多 200 笔订单，逐行判断',
      body: ['OrderBatch', { orders: [{ orderNo: '20260501-7', ...order }] }],
      answers: { data: 'OrderBatchAnswer' },
      once: true,
    }),
  },
  '/orders/{orderNo}': {
    get: described({
      id: 'getOrder',
      scope: 'orders:read',
      summary: '订单和它能否开票',
      parameters: [orderNo],
      answers: { data: 'OrderRead' },
    }),
    put: described({
      id: 'putOrder',
      scope: 'orders:write',
      summary: '写入或更新订单',
      parameters: [orderNo],
      body: ['Order', order],
      answers: { data: 'OrderPut' },
      once: true,
    }),
  },
  '/orders/{orderNo}/attachments/{name}': {
    put: {
      ...described({
        id: 'putAttachment',
        scope: 'orders:write',
        summary: '随发票一起给买家的 PDF（行程单、水单），1 MB 以内，每笔订单最多 5 个；入卡包之前可以添加或替换',
        parameters: [orderNo, inPath('name', '附件的名称，最多 40 个字符')],
        answers: { data: 'Attachments' },
        once: true,
      }),
      requestBody: { required: true, content: { 'application/pdf': { schema: {} } } },
    },
  },
  '/orders/{orderNo}/qr.png': drawing('image/png', 'getQrPng', '小票二维码'),
  '/orders/{orderNo}/qr.svg': drawing('image/svg+xml', 'getQrSvg', '小票二维码'),
  '/orders/{orderNo}/receipt.html': drawing('text/html', 'getReceipt', '可打印的小票'),
  '/orders/{orderNo}/link': {
    post: described({
      id: 'linkToPage',
      scope: 'orders:read',
      summary: '订单页的网址，30 分钟有效',
      parameters: [orderNo],
      body: ['PageLinkRequest', {}],
      answers: { data: 'PageLink' },
      once: true,
    }),
  },
  '/orders/{orderNo}/authorization': {
    get: described({
      id: 'getAuthorizationOfOrder',
      scope: 'applications:read',
      summary: '占住这笔订单的申请，用户授权到了哪一步',
      parameters: [orderNo],
      answers: { data: 'AuthorizationRead' },
    }),
    post: described({
      id: 'authorize',
      scope: 'applications:write',
      summary: '申请开票，得到微信授权页；source 为 wxa 时得到小程序的 appid 和 path',
      parameters: [orderNo],
      body: ['AuthorizationRequest', { source: 'web', title }],
      answers: { data: 'Authorization' },
      once: true,
    }),
  },
  '/orders/{orderNo}/invoice': {
    post: described({
      id: 'issueFirst',
      scope: 'applications:write',
      summary: '先开票，后领取',
      parameters: [orderNo],
      body: ['IssueRequest', { title }],
      answers: { data: 'Application' },
      once: true,
    }),
  },
  '/orders/{orderNo}/payment': {
    post: described({
      id: 'placePayment',
      scope: 'payments:write',
      summary: '带开票入口的统一下单',
      parameters: [orderNo],
      body: [
        'PaymentRequest',
        { openid: 'o-sandbox-buyer-1', clientIp: '203.0.113.7', notifyUrl: 'https://shop.example/paid' },
      ],
      answers: { data: 'Payment' },
      once: true,
    }),
  },
  '/orders/{orderNo}/cloud-payment': {
    post: described({
      id: 'placeCloudPayment',
      scope: 'payments:write',
      summary: '带开票入口的 cloudPay 统一下单参数',
      parameters: [orderNo],
      body: ['CloudPaymentRequest', { clientIp: '203.0.113.7', functionName: 'paid', envId: 'shop-1a2b3c' }],
      answers: { data: 'CloudPayment' },
      once: true,
    }),
  },
  '/applications': {
    get: described({
      id: 'listApplications',
      scope: 'applications:read',
      summary: '申请，新的在前',
      parameters: [cursor, limit],
      answers: { data: 'ApplicationList' },
    }),
  },
  '/applications/{orderId}': {
    get: described({
      id: 'getApplication',
      scope: 'applications:read',
      summary: '一个申请的状态',
      parameters: [orderId],
      answers: { data: 'Application' },
    }),
  },
  '/applications/{orderId}/authorization': {
    get: described({
      id: 'getAuthorization',
      scope: 'applications:read',
      summary: '用户授权到了哪一步',
      parameters: [orderId],
      answers: { data: 'AuthorizationRead' },
    }),
  },
  '/applications/{orderId}/webhooks': {
    get: described({
      id: 'listWebhooks',
      scope: 'applications:read',
      summary: '一个申请的通知，和它们是否送到',
      parameters: [orderId],
      answers: { data: 'WebhookRows' },
    }),
  },
  '/webhooks/{id}/replay': {
    post: described({
      id: 'replayWebhook',
      scope: 'webhooks:write',
      summary: '重放一个通知',
      parameters: [inPath('id', '通知的 id')],
      answers: { data: 'WebhookReplay' },
      once: true,
    }),
  },
  '/invoices': {
    get: described({
      id: 'listInvoices',
      scope: 'invoices:read',
      summary: '发票，新的在前',
      parameters: [cursor, limit],
      answers: { data: 'InvoiceList' },
    }),
  },
  '/invoices/{number}': {
    get: described({
      id: 'getInvoice',
      scope: 'invoices:read',
      summary: '一张发票和文件链接',
      parameters: [inPath('number', '发票号码'), inQuery('code', '发票代码，旧式发票才有')],
      answers: { data: 'Invoice' },
    }),
  },
  '/keys': {
    get: described({
      id: 'listKeys',
      scope: 'keys:read',
      summary: '还有效的 API key，只有开头几位',
      answers: { data: 'KeyList' },
    }),
    post: described({
      id: 'createKey',
      scope: 'keys:write',
      summary: '新建 API key；key 只在这一次应答里',
      body: ['KeyRequest', { id: 'till-2', label: '二号收银机', scopes: ['orders:read', 'orders:write'] }],
      answers: { data: 'KeyMade' },
    }),
  },
  '/keys/{id}': {
    delete: described({
      id: 'revokeKey',
      scope: 'keys:write',
      summary: '立即停用 API key',
      parameters: [keyId],
      answers: { data: 'KeyRevoked' },
    }),
  },
  '/keys/{id}/rotate': {
    post: described({
      id: 'rotateKey',
      scope: 'keys:write',
      summary: '更换 API key；旧的在宽限期内仍有效',
      parameters: [keyId],
      body: ['RotationRequest', { graceSeconds: 86_400 }],
      answers: { data: 'KeyMade' },
    }),
  },
});

/** For the issuers of common/issuing, which sign instead of holding a key. */
export const issuerPaths = () => ({
  '/issuer/callbacks/{merchantId}': {
    post: {
      ...described({
        id: 'issuerCallback',
        summary: '开票平台的回调，带平台的签名',
        parameters: [
          inPath('merchantId', '商户'),
          ...['x-app-key', 'x-timestamp', 'x-nonce', 'x-signature'].map(inHeader),
        ],
        answers: { data: 'Nothing' },
      }),
    },
  },
});

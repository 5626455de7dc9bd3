import type { Objection } from '../domain/refunds';
import type { Problem } from '../domain/state';
import { AppError } from '../runtime/errors';

const failures = {
  order_not_found: ['没有找到这笔订单', '请确认订单号，或先扫小票、输入订单号认领', false],
  merchant_required: ['有两家商户用了这个订单号，请从订单列表进入', '开发者：请带上 merchantId', false],
  orders_not_mergeable: ['这些订单不能开在一张发票里', '请只选择同一家商户的订单', false],
  order_not_invoiceable: ['这笔订单现在不能开票', '请返回订单查看原因', false],
  order_in_application: [
    '这笔订单正在开票',
    '请打开这笔订单的开票进度，继续或撤回后再试；在别处申请的，请到当时的页面继续',
    false,
  ],
  already_invoiced: ['这笔订单已经开过发票', '请到“发票”里查看', false],
  amount_out_of_range: ['这个金额不能开票', '请调整所选订单', false],
  too_many_lines: ['商品行数超过单张发票的上限', '请减少订单后再试', false],
  title_required: ['专用发票需要先填写抬头', '请填写单位抬头和税号', false],
  tax_no_required: ['请填写税号', '没有税号的单位（机关、部队、境外）请勾选“无税号”', false],
  tax_no_contradicts: ['已勾选“无税号”，就不要再填税号', '请去掉其中一项', false],
  tax_no_invalid: ['税号有误，请核对', '请对照营业执照核对税号', false],
  kind_not_allowed: ['这笔订单不能开这种发票', '请改开普通发票，或联系商家', false],
  scenario_not_set_up: ['商户的开票功能还没有准备好', '运维：请在商户资料里补上这个场景的账号', false],
  not_waiting: ['这个申请已不在等待确认', '请刷新查看最新进度', false],
  already_authorized: ['您已在微信确认，正在开票，不能再撤回', '如需更换抬头，请联系商家', false],
  titles_full: ['抬头最多保存 30 个', '请先删除不用的抬头', false],
  card_not_found: ['所选的卡券里没有这张发票', '请在卡包里选择这家商户的这张发票', false],
  card_ambiguous: ['选了多张这家商户的发票', '请只选择这一张', false],
  order_changed: ['订单金额已变化，请按新的金额重新申请', '新的金额以订单页为准', false],
  order_refunded: ['订单已全额退款', '没有可开票的金额，不用再申请', false],
  amount_mismatch: [
    '开票金额与申请不一致',
    '商户管理员：请在电子税务局核对并红冲这张发票，然后放开订单；在那之前不会再开第二张',
    false,
  ],
  issuer_overdue: [
    '开票平台还没有开出发票',
    '商户管理员：请向开票平台查询这张发票；系统会继续查询，开出后自动往下走',
    true,
  ],
  invoice_number_taken: [
    '发票号码与已有发票重复',
    '商户管理员：请核对开票平台返回的发票号码，处理好以后放开订单',
    false,
  ],
  pdf_invalid: ['发票文件不完整', '商户管理员：开票平台给出的 PDF 无法识别', false],
  card_overdue: ['开票平台还没有放入卡包', '商户管理员：请向开票平台查询这张发票的卡券', false],
  card_order_used: ['微信说这个申请已有卡券，但不是我们放入的', '商户管理员：请核对卡包，再决定是否重新申请', false],
  invoice_reversed: ['发票已红冲，不再放入卡包', '无需处理', false],
  card_code_unknown: [
    '卡包里的卡券等待作废',
    '用户：在开票进度里点“打开卡包确认”，选中这张发票，之后会自动作废',
    false,
  ],
  card_not_cancelled: ['卡包里的卡券未能作废', '这张发票已失效，请勿再用它报销；已经报销的请告知单位财务', false],
  cancel_overdue: ['卡包里的卡券未能作废', '商户管理员：请向开票平台查询这张发票的卡券', false],
  reason_has_no_part: ['这个原因只能整张红冲', '请改为全部红冲，或选择其它原因', false],
  exceeds_blue: ['红冲金额超过了发票剩余的金额', '请刷新后按剩余金额填写', false],
  reissue_needs_buyer: ['这张发票不是在小程序里申请的，不能代买家换开', '请红冲后，让买家扫小票二维码重新申请', false],
  reissue_open: ['这张发票正在换开', '请打开换开的进度，继续或撤回后再试', false],
  reissue_locked: ['发票已被报销单位锁定，不能换开', '请联系报销单位解锁后再换开', false],
  reissue_closed: ['发票已报销，不能换开', '请联系报销单位的财务；已核销的发票不能再变更', false],
  reissue_reversed: ['这张发票已红冲，不能换开', '请从订单重新申请开票', false],
  reissue_too_often: ['换开次数已用完', '请联系商家处理', false],
  reissue_too_late: ['已超过商家的换开期限', '请联系商家处理', false],
  reissue_not_red: ['原发票没有红冲，新发票不再开具，原发票仍然有效', '需要时可以再次换开，或联系商家', false],
  reissue_same_title: ['抬头和原来一样，不用换开', '请修改抬头或发票种类', false],
  nothing_left: ['这张发票已经全部红冲', '请刷新后再看', false],
  red_lines_invalid: ['所选的明细有误，请返回重新选择', '开发者：明细序号重复或不存在', false],
  red_open: ['这张发票已有一笔红冲正在进行', '请等它结束，或撤回后再发起', false],
  red_locked: ['这张发票已被报销单位锁定或报销', '请确认仍要红冲：微信可能不允许作废卡包里的卡券', false],
  red_failed: ['红冲没有成功', '商户管理员：请向开票平台查询原因', false],
  red_overdue: [
    '开票平台还没有开出红字发票',
    '商户管理员：请向开票平台查询这次红冲；系统会继续查询，开出后自动往下走',
    true,
  ],
  red_mismatch: ['开票平台的红字发票与蓝字发票对不上', '商户管理员：请在电子税务局核对这张红字发票', false],
  not_possible_now: ['这笔申请的状态已变化，现在不能这样做', '请刷新后再看', false],
  choose_merchant: ['您在多家商户任职，请先选择商户', '开发者：请带上 merchantId', false],
  mail_off: ['商家还没有开通发邮件', '可以预览后转发，或复制链接', false],
  too_many_mails: ['发得有点频繁，请一小时后再试', '也可以预览后转发，或复制链接', true],
  mail_address_missing: ['买家没有留邮箱', '请输入邮箱地址再发', false],
  mail_unanswered: ['邮件可能已送达，也可能没有', '请先到收件箱和垃圾箱看看，没有再发一次', false],
  attachment_too_late: ['发票已放入卡包，不能再添加附件', '可以把文件直接发给买家', false],
  no_such_item: ['没有这个开票项目', '请重新选择，或请管理员在商户资料里添加', false],
  till_order_used: ['买家已经申请开票，不能撤回', '可以在发票列表里处理', false],
  too_many_attachments: ['一笔订单最多 5 个附件', '同名的文件会被替换', false],
} as const satisfies Record<string, readonly [message: string, hint: string, retryable: boolean]>;

export type FailureCode = keyof typeof failures;

/** A failure of an application by its code; `detail` replaces the sentence or the hint. */
export const problem = (code: FailureCode, detail: Partial<Omit<Problem, 'code'>> = {}): Problem => {
  const [message, hint, retryable] = failures[code];
  return { code, message, hint, retryable, ...detail };
};

/** The same on its way to the caller. */
export const refuse = (code: FailureCode, detail: Partial<Omit<Problem, 'code'>> = {}): AppError =>
  new AppError(problem(code, detail));

/** What the orders of an application have against it. */
export const problemWithOrders = ({ text, nothingLeft }: Objection): Problem =>
  problem(nothingLeft ? 'order_refunded' : 'order_changed', { message: text });

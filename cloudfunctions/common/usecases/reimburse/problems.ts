import { AppError, type Failure } from '../../runtime/errors';

const failures = {
  answer_unclear: ['微信的应答对不上这张发票，没有采用', '无需处理，请稍后再试', true],
  invoice_closed: ['发票已核销，不能再操作', '核销后不能恢复', false],
  invoice_cancelled: ['发票已冲红，不能报销', '请申请人更换发票', false],
  checks_forbid: ['这张发票不能锁定', '请查看检查结果', false],
  held_by_claim: ['这张发票在报销单里，请在报销单里操作', '解锁、核销跟着报销单走', false],
  held_elsewhere: ['这张发票正在另一处报销', '请联系持有发票的人', false],
  card_of_other: ['这张发票在别人的卡包里，不能由您提交', '请由发票的主人提交', false],
  number_missing: ['发票没有号码，无法查重', '请申请人更换发票', false],
  number_invalid: ['发票号码不对', '数电发票是 20 位号码；其他发票是 8 位号码加 10 或 12 位代码', false],
  date_invalid: ['开票日期不对', '请照发票填写，不能晚于今天', false],
  figures_differ: ['报销单里已有这张发票，但金额或日期不同', '请照发票核对；原来填错的，先移出再加', false],
  qr_unknown: ['这不是发票上的二维码', '请扫发票左上角的二维码，或手工填写', false],
  file_type: ['不支持这种文件', '请选择 PDF、OFD、XML 或图片', false],
  claim_closed: ['报销单的状态已变化，现在不能这样做', '请刷新后再看', false],
  claim_changed: ['报销单刚被别人改过', '请刷新后核对再提交', false],
  claim_busy: ['微信还在处理上一步，请稍后再试', '无需处理，完成后会自动更新', true],
  claim_full: ['一张报销单最多 200 张发票', '请另建一张报销单', false],
  claim_has_stops: ['有发票不能报销，请先处理', '请移出或更换标出的发票', false],
  claim_still_locked: [
    '有发票还没有在微信解锁，暂时不能移出或删除',
    '请先点“再试一次”；一直不成，请联系企业的财务',
    false,
  ],
  claim_empty: ['报销单里还没有发票', '请先添加发票', false],
  duplicate_company: ['这张发票已在另一张报销单里', '同一张发票只能报销一次', false],
  already_closed: ['这张发票本企业已经报销过', '同一张发票只能报销一次', false],
  own_claim: ['不能审批自己的报销单', '请由另一位审批人审批', false],
  unverified: ['还有发票没有查验', '按企业规定，查验后才能付款', false],
  reversed_found: ['有发票已被冲红，报销单已退回', '请申请人更换发票后重新提交', false],
  confirm_stale: ['发票或金额已变化，请重新核对', '请按新的金额再次确认', false],
  choose_company: ['您在多家企业任职，请先选择企业', '开发者：请带上 companyId', false],
  invitation_invalid: ['邀请码无效或已过期', '请向管理员要一个新的邀请码', false],
  last_owner: ['企业至少要有一位管理员', '请先把别人设为管理员', false],
  company_changed: ['企业资料刚被别人改过', '请刷新后再保存', false],
  verifier_missing: ['企业没有接入查验服务', '请到国家税务总局全国增值税发票查验平台查验后，记下结果', false],
  service_said_no: ['查验服务说发票有问题', '不能手工改成别的结果；请用查验服务再查一次，或请申请人更换发票', false],
  download_failed: ['发票文件没有取到', '无需处理，稍后会自动再试', true],
} as const satisfies Record<string, readonly [message: string, hint: string, retryable: boolean]>;

export type ReimburseCode = keyof typeof failures;

/** A failure of the reimburser's side by its code; `detail` replaces sentence or hint. */
export const problem = (code: ReimburseCode, detail: Partial<Omit<Failure, 'code'>> = {}): Failure => {
  const [message, hint, retryable] = failures[code];
  return { code, message, hint, retryable, ...detail };
};

/** The same on its way to the caller. */
export const refuse = (code: ReimburseCode, detail: Partial<Omit<Failure, 'code'>> = {}): AppError =>
  new AppError(problem(code, detail));

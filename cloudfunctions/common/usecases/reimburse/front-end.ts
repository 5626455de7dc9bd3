import type { ChosenCard, ReimbursementInvoice } from '../../../../contract/wechat';
import type { Wanted } from '../../domain/reimbursement';
import { AppError, type Failure } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { CompanyRecord } from '../../store/companies';
import { accountOf, numberKeyOf } from './examine';
import { setAll } from './move-cards';
import { noteMove } from './moves';
import { readCards } from './read-cards';

/** Who stands for a company's own front end in the book of who has an invoice. */
const FRONT_END = { openid: '', name: '企业报销前端' };

/** WeChat's own words for what somebody else has: a claim of the company, or another company on the same account. */
const lockedByOther = (): AppError =>
  new AppError({
    code: 'wechat_locked_by_other',
    message: '发票已被别的单位锁定，暂时不能操作',
    hint: '报销方：这张发票在一张报销单里，请在报销单里操作',
    retryable: false,
    wechat: { errcode: 72023, errmsg: 'invoice has been lock by others' },
  });

const raise = (failed: Failure): never => {
  throw new AppError(failed);
};

/** The invoices that a person chose on a page of the company's account, in the order asked for; all of them, or WeChat's no. */
export const readForFrontEnd = async (
  ports: Pick<Ports, 'call'>,
  company: CompanyRecord,
  cards: readonly ChosenCard[],
): Promise<ReimbursementInvoice[]> => {
  const reads = await readCards(ports, accountOf(company, company.appid), cards);
  return reads.map((read) => ('invoice' in read ? read.invoice : raise(read.failed)));
};

/**
 * Locks, unlocks or closes invoices of one person, all or none, as the front end's author wrote it. What a claim has is
 * the claim's; what is locked here is written down, so that no claim takes it.
 */
export const setForFrontEnd = async (
  ports: Ports,
  company: CompanyRecord,
  { openid, status, cards }: { openid: string; status: Wanted; cards: readonly ChosenCard[] },
): Promise<void> => {
  const { appid, _id: companyId } = company;
  const invoices = await readForFrontEnd(ports, company, cards);
  const keys = invoices.flatMap(({ number, code }) => (number ? [numberKeyOf({ number, code })] : []));
  const holders = await ports.holds.holdersOf(
    companyId,
    keys.map((numberKey) => ({ numberKey, appid })),
  );
  if (holders.some((hold) => hold.claimId || hold.companyId !== companyId)) throw lockedByOther();
  if (status === 'LOCK') {
    for (const numberKey of keys) {
      const wish = { companyId, appid, claimId: '', claimNumber: '', by: FRONT_END, numberKey };
      const holder = await ports.holds.takeHold(wish, ports.now());
      // What is closed, WeChat refuses in its own words.
      if (holder && holder.state !== 'closed') throw lockedByOther();
    }
  }
  const result = await setAll(ports, { appid }, openid, status, cards);
  const failed = 'failed' in result ? result.failed : undefined;
  const kept = new Set(holders.map(({ _id }) => _id));
  for (const numberKey of keys) {
    const isNew = !kept.has(`${companyId}:${numberKey}`);
    // After silence WeChat may have done it: what was taken runs out by itself.
    if (failed) {
      if (failed.wechat && status === 'LOCK' && isNew) await ports.holds.releaseHold(companyId, numberKey, '');
    } else if (status === 'LOCK') await ports.holds.keepHold(companyId, numberKey);
    else if (status === 'INIT') await ports.holds.releaseHold(companyId, numberKey, '');
    else await ports.holds.closeHold(companyId, numberKey);
  }
  if (failed) raise(failed);
  for (const { number, code, cardId } of invoices) {
    const move = { companyId, appid, cardId, status, numberKey: numberKeyOf({ number: number ?? '', code }) };
    await noteMove(ports, move, { ...FRONT_END, openid });
  }
};

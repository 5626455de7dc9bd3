import type { WechatInput } from '../../../../contract/wechat';
import type { Ports } from '../../runtime/ports';

type Change = Omit<WechatInput['reimbursement.setMany'], 'appid' | 'requestId'>;

/** Locks, unlocks or closes invoices of one person, all or none; `openid` is theirs under the company's account. */
export const setStatus = async (
  ports: Pick<Ports, 'call'>,
  { appid }: { appid: string },
  change: Change,
): Promise<void> => {
  await ports.call('wechat', 'reimbursement.setMany', { appid, ...change });
};

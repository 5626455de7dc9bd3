import { moveApplication } from './move-application';
import { done, type Outcome, type Step } from './outbox-step';

const reasons: Partial<Record<string, string>> = {
  withdrawn: '您已撤回这次申请，如需发票请重新申请',
  expired: '这次申请已超过时间，请重新申请开票',
  failed: '这次申请没有完成，请重新申请开票',
};

/** Tells WeChat that no invoice follows this authorization; the buyer reads the reason. It cannot be undone. */
export const reject = async ({ ports, application }: Step): Promise<Outcome> => {
  const { key, authorization } = application;
  if (!authorization.refusalOwed) return done;
  const reason = authorization.reason ?? reasons[authorization.state] ?? '商家未能开票，请重新申请';
  // The mini program's buyer finds the order there; all others are led to the order's page.
  const [orderNo] = application.orderNos;
  const page =
    application.source === 'wxa' || !orderNo
      ? {}
      : await ports.call('open', 'receipts.link', { merchantId: application.merchantId, orderNo });
  await ports.call('wechat', 'authorization.reject', { key, reason, ...page });
  await moveApplication(ports, application._id, (current) => ({
    ...current,
    authorization: { ...current.authorization, refusalOwed: false },
  }));
  return done;
};

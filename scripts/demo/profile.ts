import type { JobsInput } from '../../contract/jobs';
import type { DemoMerchant } from '../../sandbox/demo';

const DAY = 86_400;

/** A merchant of the demo, as its operator sets it up. */
export const profileOf = (merchant: DemoMerchant): JobsInput['merchants.put']['merchant'] => ({
  id: merchant.id,
  name: merchant.name,
  shortName: merchant.shortName,
  taxNo: merchant.taxNo,
  mode: merchant.mode,
  sPappid: merchant.s_pappid,
  appids: merchant.appids,
  mchid: merchant.mchid,
  contact: { phone: merchant.phone, timeoutSeconds: DAY },
  logoUrl: 'http://mmbiz.qpic.cn/sandbox/logo/0',
  issuer: 'sandbox',
  kinds: ['normal', 'special'],
  defaultItem: { name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', rate: '6%' },
  items: [
    { name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', rate: '6%' },
    { name: '*日用杂品*保温杯', taxCode: '1060409990000000000', rate: '13%' },
    { name: '*印刷品*城市手绘地图', taxCode: '1060105010000000000', rate: '9%' },
  ],
  apiKeys: [merchant.apiKey],
});

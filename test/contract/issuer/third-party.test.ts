import { createThirdPartyIssuer } from '../../../cloudfunctions/common/issuing/third-party';
import { promiseAll } from './port-promises';

describe('the adapter of a third party’s platform', () => {
  promiseAll({
    merchant: { id: 'm-mall', name: '拾光百货有限公司', taxNo: '91000000MA0MAX1A22' },
    create: createThirdPartyIssuer,
  });
});

import { createThirdPartyIssuer } from '../../../cloudfunctions/common/issuing/third-party';
import { promiseAll } from './port-promises';
import { sandboxPlatform } from './sandbox-platform';

describe('the adapter of a third party’s platform', () => {
  promiseAll({
    seller: { name: '拾光百货有限公司', taxNo: '91000000MA0MAX1A22' },
    start: sandboxPlatform('m-mall', createThirdPartyIssuer),
  });
});

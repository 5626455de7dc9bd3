import { createSelfBuiltIssuer } from '../../../cloudfunctions/common/issuing/self-built';
import { promiseAll } from './port-promises';
import { sandboxPlatform } from './sandbox-platform';

describe('the adapter of a merchant’s own platform', () => {
  promiseAll({
    seller: { name: '云上小馆餐饮有限公司', taxNo: '91000000MA0CAFE012' },
    start: sandboxPlatform('m-cafe', createSelfBuiltIssuer),
  });

  it('leaves the card to us', () => {
    const credentials = { adapter: 'sandbox', baseUrl: 'http://127.0.0.1:1', key: 'k', secret: 's' };
    expect(createSelfBuiltIssuer(credentials)).not.toHaveProperty('cards');
  });
});

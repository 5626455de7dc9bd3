import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { person, startFlow, type Flow } from '../support/sandbox';

// navigateToMiniProgram fails for an appid that app.json does not list, and for one that somebody hard-coded.
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMerchant('m-cafe');
}, 60_000);
afterAll(() => flow.close());

it('the appid that WeChat answers is the one that the phone opens, and app.json lists it', async () => {
  const orderNo = await flow.putOrder();
  const { authorization } = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: person });
  const appJson = JSON.parse(readFileSync(join(__dirname, '../../miniprogram/app.json'), 'utf8')) as {
    navigateToMiniProgramAppIdList: string[];
  };
  expect(appJson.navigateToMiniProgramAppIdList).toContain(authorization.appid);
  expect(authorization.path).toMatch(/^pages\/auth\/auth\?/);
}, 60_000);

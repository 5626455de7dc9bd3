import { join } from 'node:path';
import { runPhoneChecks } from '../phone/chromium.e2e';

jest.setTimeout(180_000);

it('the phone in the browser shows, scrolls, taps and reports as WeChat’s would', async () => {
  await runPhoneChecks(join(__dirname, '../../.local/pictures'), () => undefined);
});

import * as v from 'valibot';
import { MerchantProfile } from '../../../contract/jobs';
import {
  accountFor,
  disputedCells,
  inserters,
  parts,
  scenarios,
  sources,
  type Part,
  type Source,
} from '../../../cloudfunctions/common/domain/scenarios';
import { loadDemo } from '../../../sandbox/demo';

const appids = {
  authorization: 'wx000000000000000a',
  event: 'wx000000000000000b',
  platform: 'wx000000000000000c',
  pay: 'wx000000000000000d',
  official: 'wx000000000000000e',
  app: 'wx000000000000000f',
};
const merchant = { appids };
const accounts = (source: Source, of = merchant) => parts.map((part) => accountFor(source, part, of));

describe('which account does what', () => {
  test.each<[way: string, source: Source, ...Record<Part, string>[]]>([
    [
      '小程序: as its two settings say',
      'wxa',
      { authorization: appids.authorization, event: appids.event, insert: appids.authorization },
    ],
    [
      '公众号 and 扫码: the official account, all the way',
      'web',
      { authorization: appids.official, event: appids.official, insert: appids.official },
    ],
    [
      'a page in another browser: the official account',
      'wap',
      { authorization: appids.official, event: appids.official, insert: appids.official },
    ],
    [
      'App: the app asks and stands in the insert, the official account is told',
      'app',
      { authorization: appids.app, event: appids.official, insert: appids.app },
    ],
    [
      '支付后: the account that is bound to the mchid',
      'pay',
      { authorization: appids.pay, event: appids.pay, insert: appids.pay },
    ],
  ])('%s', (_way, source, expected) => {
    for (const part of parts) expect(accountFor(source, part, merchant)).toBe(expected[part]);
  });

  test('the demo merchants have an account in every cell, and what goes into the insert is what authorised', () => {
    for (const demo of loadDemo().merchants) {
      for (const source of sources) {
        const [authorization, event, insert] = accounts(source, demo);
        expect(event).toBeDefined();
        expect(insert).toBe(authorization);
      }
    }
  });

  test('an account that the settings do not name is nobody’s, and no other takes its place', () => {
    const { app: _app, official: _official, pay: _pay, ...own } = appids;
    expect(accounts('app', { appids: own as typeof appids })).toEqual([undefined, undefined, undefined]);
    expect(accounts('web', { appids: own as typeof appids })).toEqual([undefined, undefined, undefined]);
    expect(accounts('pay', { appids: own as typeof appids })).toEqual([undefined, undefined, undefined]);
  });
});

describe('the disputed cells', () => {
  test('are those that WeChat’s documents leave open', () => {
    expect(disputedCells).toEqual(['wap.event', 'pay.authorization', 'pay.insert']);
  });

  test.each(['wap.event', 'pay.authorization', 'pay.insert'] as const)(
    '%s is what the merchant’s settings say',
    (cell) => {
      const [source, part] = cell.split('.') as [Source, Part];
      const set = { appids, disputedAccounts: { [cell]: 'app' as const } };
      expect(accountFor(source, part, set)).toBe(appids.app);
      for (const other of parts.filter((each) => each !== part)) {
        expect(accountFor(source, other, set)).toBe(accountFor(source, other, merchant));
      }
    },
  );

  test('no other cell can be set', () => {
    for (const source of sources) {
      for (const part of parts.filter((each) => !scenarios[source][each].disputed)) {
        const cell = `${source}.${part}` as const;
        expect(accountFor(source, part, { appids, disputedAccounts: { [cell]: 'platform' } })).not.toBe(
          appids.platform,
        );
        expect(v.is(MerchantProfile.entries.disputedAccounts, { [cell]: 'platform' })).toBe(false);
      }
    }
    for (const cell of disputedCells)
      expect(v.is(MerchantProfile.entries.disputedAccounts, { [cell]: 'platform' })).toBe(true);
  });
});

test('our own platform inserts with its account; another’s inserts with one that is not ours', () => {
  expect(inserters).toEqual({ self_built: 'platform', third_party: undefined });
});

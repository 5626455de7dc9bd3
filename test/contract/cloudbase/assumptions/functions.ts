import assert from 'node:assert/strict';
import { refusal, PROBE, type Assumption } from '../ground';

interface Seen {
  event: Record<string, unknown>;
  wx: Record<string, unknown>;
}

/** Functions that call functions. They need the probe. */
export const functions: Assumption[] = [
  {
    sentence: 'a function answers what it returns',
    needsProbe: true,
    holds: async ({ cloud }) => {
      const { result } = await cloud.callFunction({ name: PROBE, data: { x: 1 } });
      assert.deepEqual((result as Seen).event, { x: 1 });
    },
  },
  {
    sentence: 'a function that calls another appears as scf at the end of SOURCE',
    needsProbe: true,
    holds: async ({ cloud }) => {
      const { result } = await cloud.callFunction({ name: PROBE, data: { do: 'call', name: PROBE, data: {} } });
      assert.equal(
        String((result as Seen).wx.SOURCE)
          .split(',')
          .at(-1),
        'scf',
      );
    },
  },
  {
    sentence: 'the SDK outside of functions does not appear as a function',
    needsProbe: true,
    holds: async ({ cloud }) => {
      const { result } = await cloud.callFunction({ name: PROBE, data: {} });
      assert.notEqual(
        String((result as Seen).wx.SOURCE)
          .split(',')
          .at(-1),
        'scf',
      );
      assert.equal((result as Seen).wx.OPENID, undefined);
    },
  },
  {
    sentence: 'a function that throws is told as FUNCTIONS_EXECUTE_FAIL with its stack',
    needsProbe: true,
    holds: async ({ cloud }) => {
      const { code, text } = await refusal(cloud.callFunction({ name: PROBE, data: { do: 'throw' } }));
      assert.match(`${String(code)} ${text}`, /FUNCTIONS_EXECUTE_FAIL/);
      assert.match(text, /the probe was asked to throw/);
    },
  },
  {
    sentence: 'a function that does not exist is told as FUNCTION_NOT_FOUND',
    holds: async ({ cloud }) => {
      const { code, text } = await refusal(cloud.callFunction({ name: 'conformance_nobody' }));
      assert.match(`${String(code)} ${text}`, /FUNCTION_NOT_FOUND/);
    },
  },
];

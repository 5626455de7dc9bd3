import type { Phone } from '../phone';
import { type Api, asynchronous, WxFailure } from './api';

const NOT_FOUND = -501000;
const EXECUTION_FAILED = -504002;
const REQUEST_FAILED = -1;

/** `wx.cloud`: functions run in the sandbox, called as the person whose phone this is. */
export const cloud = (phone: Phone): Api => {
  let isReady = false;
  return {
    cloud: {
      init: () => {
        isReady = true;
      },
      callFunction: asynchronous(
        phone,
        'cloud.callFunction',
        async ({ name, data = {} }: { name: string; data?: unknown }) => {
          if (!isReady)
            throw new WxFailure('Cloud API isn’t enabled, please call wx.cloud.init first', {
              errCode: REQUEST_FAILED,
            });
          const response = await fetch(`/functions/${encodeURIComponent(name)}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-sandbox-openid': phone.settings.openid },
            body: JSON.stringify(data),
          }).catch((error: unknown) => {
            throw new WxFailure(`request failed: ${String(error)}`, { errCode: REQUEST_FAILED });
          });
          const body = await response.text();
          if (!response.ok) {
            const errCode = response.status === 404 ? NOT_FOUND : EXECUTION_FAILED;
            throw new WxFailure(`errCode: ${errCode} | errMsg: HTTP ${response.status} ${body}`, { errCode });
          }
          const result: unknown = JSON.parse(body);
          return { result, requestID: response.headers.get('x-request-id') ?? '' };
        },
      ),
    },
  };
};

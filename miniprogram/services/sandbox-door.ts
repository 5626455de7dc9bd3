import type { AuthorizationEntry } from '../../contract/buyer';

/** The sandbox on the developer's own machine, reached from DevTools without an appid. */
const FUNCTIONS = 'http://127.0.0.1:8080/functions';
const WECHAT = 'http://127.0.0.1:8081/__sandbox';
const PERSON_KEY = 'sandbox.openid';

/** Somebody of the sandbox whose phone this can be. */
export interface SandboxPerson {
  openid: string;
  name: string;
  role: string;
  merchant?: string;
  company?: string;
}

export interface SandboxDoor {
  callFunction(name: string, data: object): Promise<unknown>;
  people(): Promise<SandboxPerson[]>;
  person(): Promise<string>;
  become(openid: string): void;
  /** WeChat's authorization page as the sandbox shows it in a browser. */
  authorizationLink(entry: AuthorizationEntry): Promise<string>;
}

// wx.request gives a task, never a promise.
const request = (option: { url: string; method: 'GET' | 'POST'; data?: object; header?: Record<string, string> }) =>
  new Promise<unknown>((resolve, reject) => {
    wx.request({ ...option, success: (answer) => resolve(answer.data), fail: reject });
  });

const people = async (): Promise<SandboxPerson[]> => {
  const answer = await request({ url: `${WECHAT}/people`, method: 'GET' });
  return Array.isArray(answer) ? (answer as SandboxPerson[]) : [];
};

const person = async (): Promise<string> => {
  const chosen: unknown = wx.getStorageSync(PERSON_KEY);
  if (typeof chosen === 'string' && chosen !== '') return chosen;
  const first = (await people()).find(({ role }) => role === 'buyer')?.openid ?? '';
  if (first !== '') wx.setStorageSync(PERSON_KEY, first);
  return first;
};

const door: SandboxDoor = {
  people,
  person,
  become: (openid) => wx.setStorageSync(PERSON_KEY, openid),
  callFunction: async (name, data) =>
    request({
      url: `${FUNCTIONS}/${name}`,
      method: 'POST',
      data,
      header: { 'content-type': 'application/json', 'x-sandbox-openid': await person() },
    }),
  authorizationLink: async ({ appid, path }) => {
    const query = Object.entries({ openid: await person(), appid, path }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return `${WECHAT}/app/authorize?${query.join('&')}`;
  },
};

/**
 * The door to the sandbox: open only with the tourist appid in DevTools, never in a released version. The
 * sandbox's own phone in the browser brings a `wx.cloud` of its own and does not need it.
 */
export const sandboxDoor = (): SandboxDoor | undefined => {
  const { appId, envVersion } = wx.getAccountInfoSync().miniProgram;
  if (appId !== 'touristappid' || envVersion === 'release') return undefined;
  const host: object = wx.getAppBaseInfo().host ?? {};
  return 'env' in host && host.env === 'SandboxPhone' ? undefined : door;
};

import type { Demo, DemoAccount } from './demo';

/** Where the sandbox listens, once it does. */
export interface Urls {
  sandbox: string;
  wechat: string;
  /** Of the mail server, where there is one. */
  smtp?: string;
}

const secrets = (accounts: DemoAccount[]) => accounts.map(({ appid, secret }) => ({ appid, secret }));

/** Without the account of a platform that somebody else runs: its secret is not ours. */
const ownAccounts = ({ accounts, merchants }: Demo) =>
  accounts.filter(
    ({ appid }) => !merchants.some(({ mode, appids }) => mode === 'third_party' && appids.platform === appid),
  );

const pushAccounts = (accounts: DemoAccount[]) =>
  accounts.map(({ appid, pushToken, encodingAesKey, pushMode }) => ({
    appid,
    tokens: [pushToken],
    encodingAesKeys: [encodingAesKey],
    mode: pushMode,
  }));

const issuers = (demo: Demo, { wechat }: Urls) =>
  Object.fromEntries(
    demo.merchants.map(({ id }) => [
      id,
      {
        adapter: 'sandbox',
        baseUrl: `${wechat}/issuer`,
        key: `sandbox-issuer-${id}`,
        secret: `sandbox-issuer-secret-${id}`,
      },
    ]),
  );

/** As whom the demo's mails come. */
const mailFrom = '电子发票 <invoice@sandbox.example>';

/** The service that looks invoices up, by the name under which companies have it. */
const verifiers = ({ wechat }: Urls) => ({
  sandbox: { adapter: 'sandbox', baseUrl: `${wechat}/verification`, key: 'sandbox-verification' },
});

/** Which field of a subscribe message's template says what. */
const subscribeTemplates = JSON.stringify({
  issued: { id: 'sandbox-invoice-issued', merchant: 'thing1', amount: 'amount2', result: 'thing3' },
  rejected: { id: 'sandbox-invoice-rejected', merchant: 'thing1', amount: 'amount2', result: 'thing3' },
  attention: { id: 'sandbox-attention', merchant: 'thing1', amount: 'amount2', result: 'thing3' },
});

/** The environment variables of a function: what an operator types into the CloudBase console, for demo accounts. */
export const functionEnv = (name: string, demo: Demo, urls: Urls): Record<string, string> => {
  switch (name) {
    case 'wechat':
      return {
        WECHAT_BASE_URL: urls.wechat,
        WECHAT_PAY_BASE_URL: urls.wechat,
        WECHAT_ACCOUNTS: JSON.stringify(secrets(ownAccounts(demo))),
        WECHAT_PAY_KEYS: JSON.stringify(Object.fromEntries(demo.merchants.map(({ mchid, payKey }) => [mchid, payKey]))),
      };
    case 'push':
      return { PUSH_ACCOUNTS: JSON.stringify(pushAccounts(demo.accounts)) };
    case 'jobs':
      return {
        SANDBOX: '1',
        ISSUERS: JSON.stringify(issuers(demo, urls)),
        VERIFIERS: JSON.stringify(verifiers(urls)),
        PUBLIC_BASE_URL: urls.sandbox,
        SUBSCRIBE_TEMPLATES: subscribeTemplates,
        SMTP_URL: urls.smtp ?? '',
        MAIL_FROM: mailFrom,
      };
    case 'merchant':
      return { MAIL_FROM: mailFrom, SUBSCRIBE_TEMPLATES: subscribeTemplates };
    case 'open':
      return {
        LINK_KEY: 'sandbox-link-key',
        PUBLIC_BASE_URL: urls.sandbox,
        JSSDK_URL: `${urls.wechat}/open/js/jweixin-1.6.0.js`,
      };
    case 'buyer':
      return { SANDBOX: '1', SUBSCRIBE_TEMPLATES: subscribeTemplates, MAIL_FROM: mailFrom };
    default:
      return {};
  }
};

import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const TIMEOUT_MS = 8000;

/** Networks that are not the open Internet: a merchant's setting must not reach into ours. */
const closed = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(network, bits, 'ipv6');
const open = new BlockList();
open.addSubnet('2000::', 3, 'ipv6');

/** Whether an address lies on the open Internet. */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 4) return !closed.check(address, 'ipv4');
  return isIP(address) === 6 && open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
};

const inSandbox = (): boolean => process.env['SANDBOX'] === '1';
const isLoopback = (hostname: string): boolean => ['127.0.0.1', 'localhost'].includes(hostname);

/** Why a message must not be sent there; undefined when it may. Names are looked up when it is sent. */
export const webhookObjection = (text: string): string | undefined => {
  if (!URL.canParse(text)) return '不是网址';
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return '网址里不能有用户名和密码';
  if (inSandbox() && protocol === 'http:' && isLoopback(hostname)) return undefined;
  if (protocol !== 'https:') return '应为 https';
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) && !isPublicAddress(address) ? '不能是内网地址' : undefined;
};

/** Looks a name up and refuses it if it leads anywhere but to the open Internet: then nothing connects. */
const lookUpPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error || !first) return done(error ?? new Error('no address'), '', 0);
    if (!found.every(({ address }) => isPublicAddress(address))) return done(new Error('private address'), '', 0);
    return options.all ? done(null, found) : done(null, first.address, first.family);
  });
};

/** Posts a message to a merchant's server and answers its status. Follows no redirect and reads no answer. */
export const sendWebhook = (url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const objection = webhookObjection(url);
    if (objection) return reject(new Error(objection));
    const target = new URL(url);
    const local = target.protocol === 'http:';
    const request = (local ? requestHttp : requestHttps)(
      target,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        ...(!local && { lookup: lookUpPublic }),
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(body);
  });

import { BlockList, isIP } from 'node:net';

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** An address as it is compared: an IPv4 address that IPv6 wraps is itself. Undefined when it is none. */
export const readAddress = (text: string): string | undefined => {
  const address = text.trim().replace(MAPPED, '');
  return isIP(address) ? address : undefined;
};

const partsOf = (network: string): { base: string; bits: number } | undefined => {
  const [base = '', bits, ...more] = network.split('/');
  if (!isIP(base) || base.includes('%') || more.length > 0) return undefined;
  const most = isIP(base) === 6 ? 128 : 32;
  if (bits === undefined) return { base, bits: most };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? { base, bits: Number(bits) } : undefined;
};

/** Whether a text is a network in CIDR form, or one address. */
export const isNetwork = (text: string): boolean => partsOf(text) !== undefined;

/** Whether an address lies in a network. */
export const isWithin = (network: string, address: string): boolean => {
  const parts = partsOf(network);
  if (!parts) return false;
  const list = new BlockList();
  list.addSubnet(parts.base, parts.bits, familyOf(parts.base));
  return list.check(address, familyOf(address));
};

/** Whether two networks share an address: one then lies within the other. */
export const overlap = (a: string, b: string): boolean =>
  isWithin(a, b.split('/', 1)[0] ?? '') || isWithin(b, a.split('/', 1)[0] ?? '');

/** The neighbourhood of an address that one caller keeps: what a phone or a home is given. */
export const neighbourhoodOf = (address: string): string => `${address}/${familyOf(address) === 'ipv6' ? 64 : 24}`;

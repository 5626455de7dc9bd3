import {
  isNetwork,
  isWithin,
  neighbourhoodOf,
  overlap,
  readAddress,
} from '../../../cloudfunctions/common/runtime/networks';

describe('a network', () => {
  it.each(['203.0.113.0/24', '203.0.113.7', '2001:db8::/32', '::1', '0.0.0.0/0'])('is read: %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  it.each([
    '',
    '203.0.113.0/33',
    '203.0.113.0/',
    '2001:db8::/129',
    '203.0.113.0/24/1',
    'example.com',
    '1.2.3/8',
    'fe80::1%eth0',
  ])('is refused: %j', (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  it.each([
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.9/24', '203.0.113.1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', '::1', false],
    ['nothing', '::1', false],
  ])('%s holds %s: %s', (network, address, holds) => {
    expect(isWithin(network, address)).toBe(holds);
  });

  it('overlaps another when one lies within the other, whichever is asked', () => {
    expect(overlap('10.0.0.0/8', '10.1.2.0/24')).toBe(true);
    expect(overlap('10.1.2.0/24', '10.0.0.0/8')).toBe(true);
    expect(overlap('10.1.2.0/24', '10.1.3.0/24')).toBe(false);
    expect(overlap('10.0.0.0/8', '2001:db8::/32')).toBe(false);
  });
});

describe('an address', () => {
  it('that IPv6 wraps is the IPv4 address itself', () => {
    expect(readAddress('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(readAddress(' 2001:db8::1 ')).toBe('2001:db8::1');
    expect(readAddress('unknown')).toBeUndefined();
  });

  it('has neighbours: a /24 of IPv4, a /64 of IPv6', () => {
    expect(isWithin(neighbourhoodOf('203.0.113.7'), '203.0.113.200')).toBe(true);
    expect(isWithin(neighbourhoodOf('203.0.113.7'), '203.0.112.7')).toBe(false);
    expect(isWithin(neighbourhoodOf('2001:db8::1'), '2001:db8::ffff:1')).toBe(true);
    expect(isWithin(neighbourhoodOf('2001:db8::1'), '2001:db8:0:1::1')).toBe(false);
  });
});

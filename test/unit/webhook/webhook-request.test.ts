import { isPublicAddress, sendWebhook, webhookObjection } from '../../../cloudfunctions/common/runtime/webhook-request';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'localhost',
])('%s is no address on the open Internet', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111'])('%s is one', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test('outside the sandbox even this machine is refused', () => {
  expect(webhookObjection('http://127.0.0.1:8080/told')).toBe('应为 https');
  expect(webhookObjection('https://127.0.0.1/told')).toBe('不能是内网地址');
  expect(webhookObjection('https://2130706433/told')).toBe('不能是内网地址');
  expect(webhookObjection('https://shop.example/told')).toBeUndefined();
});

test('a name that leads into our own network is not connected to', async () => {
  await expect(sendWebhook('https://localhost:9/told', '{}', {})).rejects.toThrow('private address');
});

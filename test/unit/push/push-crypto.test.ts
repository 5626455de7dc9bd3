import vectors from '../../fixtures/wechat/samples/events/crypto-vectors.json';
import { isSame, openEncrypted, signatureOf } from '../../../cloudfunctions/common/wechat/push-crypto';

const { url_check: check, plain_post: plain, aes_post: aes, aes_reply: reply } = vectors;

describe('signatures and cipher texts of WeChat', () => {
  it('match the published vectors', () => {
    expect(signatureOf(check.token, check.timestamp, check.nonce)).toBe(check.signature);
    expect(signatureOf(plain.token, plain.timestamp, plain.nonce)).toBe(plain.signature);
    expect(signatureOf(aes.token, aes.timestamp, aes.nonce)).toBe(aes.signature_in_url);
    expect(signatureOf(aes.token, aes.timestamp, aes.nonce, aes.Encrypt)).toBe(aes.msg_signature);
    expect(signatureOf(reply.token, String(reply.timestamp), reply.nonce, reply.Encrypt)).toBe(reply.MsgSignature);
    expect(openEncrypted(aes.encodingAESKey, aes.Encrypt)).toEqual({ message: aes.plaintext, appid: aes.appid });
    expect(openEncrypted(reply.encodingAESKey, reply.Encrypt)).toEqual({
      message: reply.plaintext,
      appid: reply.appid,
    });
  });

  it('do not open with another key, nor when cut, empty or garbled', () => {
    const open = (text: string, key = aes.encodingAESKey) => openEncrypted(key, text)?.appid ?? 'nothing';
    expect(open(aes.Encrypt, 'Dzyo5rkjHGDS40P8VjqXGcX4xG4g8Ge538q0VkDzyo4')).not.toBe(aes.appid);
    expect(open(aes.Encrypt, 'short')).toBe('nothing');
    for (const text of ['', 'AAAA', aes.Encrypt.slice(0, 40), '!'.repeat(64), aes.Encrypt.slice(0, -24)]) {
      expect(open(text)).not.toBe(aes.appid);
    }
  });

  it('are compared whole', () => {
    expect([
      isSame('abc', 'abc'),
      isSame('abd', 'abc'),
      isSame('ab', 'abc'),
      isSame('', 'abc'),
      isSame('中', 'abc'),
    ]).toEqual([true, false, false, false, false]);
  });
});

import vectors from '../../fixtures/wechat/samples/events/crypto-vectors.json';
import { encrypt, signature } from '../../../sandbox/wechat/push/crypto';

describe('pushes are signed and sealed as in WeChat’s own examples', () => {
  it.each([vectors.url_check, vectors.plain_post])('the signature of a call: $signature', (vector) => {
    expect(signature(vector.token, vector.timestamp, vector.nonce)).toBe(vector.signature);
  });

  it.each([vectors.aes_post, vectors.aes_reply])('the sealed message of $appid', (vector) => {
    const sealed = encrypt(vector.encodingAESKey, vector.appid, vector.plaintext, Buffer.from(vector.random16));
    expect(sealed).toBe(vector.Encrypt);
  });

  it('the signature of a sealed message', () => {
    const { token, timestamp, nonce, Encrypt, msg_signature } = vectors.aes_post;
    expect(signature(token, timestamp, nonce, Encrypt)).toBe(msg_signature);
  });

  it('a message that fills its blocks gets a whole block of padding', () => {
    const message = 'x'.repeat(64 - 20 - 18);
    const sealed = encrypt(vectors.aes_post.encodingAESKey, vectors.aes_post.appid, message);
    expect(Buffer.from(sealed, 'base64')).toHaveLength(96);
  });
});

import type { UnixSeconds } from '../../../../contract/primitives';
import { AppError, fail } from '../../runtime/errors';
import { fingerprint } from '../../runtime/ids';
import { credentialStore, type CredentialRecord } from '../../store/credentials';
import { tokenSource } from '../client';
import { createCredential } from '../credential';
import type { Action } from './action';

const lives = ({ value, expiresAt }: CredentialRecord) => ({
  generation: fingerprint(value),
  expiresAt: Math.floor(expiresAt / 1000) as UnixSeconds,
});

/** How WeChat says that an account asks too often: in a day, in a minute. */
const TOO_OFTEN = [45009, 45011];

/** Our count of forced refreshes says so, or WeChat's, which others may use up. */
const isLimited = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.failure.code === 'wechat_credential_refused' || TOO_OFTEN.includes(error.failure.wechat?.errcode ?? 0));

const tokenLife: Action<'token.life'> = async ({ appid, renew = false }) => {
  const source = tokenSource(appid);
  // One without a memory: what counts is what all instances share.
  const token = createCredential(source);
  await token.get();
  const recorded = async (): Promise<CredentialRecord> => {
    const record = await credentialStore.read(source.id);
    if (!record?.value) throw fail('busy');
    return record;
  };
  const present = await recorded();
  if (!renew) return lives(present);
  try {
    await createCredential(source).renew(present.value);
  } catch (error) {
    if (!isLimited(error)) throw error;
  }
  return lives(await recorded());
};

export const actions = { 'token.life': tokenLife };

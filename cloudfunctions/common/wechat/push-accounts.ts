/** How an account's pushes are secured, newest token and key first so that both can be rotated. */
export interface PushAccount {
  appid: string;
  tokens: readonly string[];
  encodingAesKeys: readonly string[];
  mode: 'plain' | 'compatible' | 'safe';
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');

const isAccount = (value: unknown): value is PushAccount => {
  if (typeof value !== 'object' || !value) return false;
  const { appid, tokens, encodingAesKeys, mode } = value as Record<string, unknown>;
  return (
    typeof appid === 'string' &&
    isTexts(tokens) &&
    isTexts(encodingAesKeys) &&
    (mode === 'plain' || mode === 'compatible' || mode === 'safe')
  );
};

const parse = (text: string): PushAccount[] => {
  // The text holds secrets: nothing of it may reach an error message.
  const broken = new Error('PUSH_ACCOUNTS is not as documented');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken;
  }
  if (!Array.isArray(value) || !value.every(isAccount)) throw broken;
  return value;
};

let parsedFrom: string | undefined;
let parsed: PushAccount[] = [];

/** PUSH_ACCOUNTS: `[{"appid","tokens":[…],"encodingAesKeys":[…],"mode":"plain|compatible|safe"}]`. */
export const pushAccountOf = (appid: string): PushAccount | undefined => {
  const text = process.env['PUSH_ACCOUNTS'] ?? '[]';
  if (text !== parsedFrom) [parsed, parsedFrom] = [parse(text), text];
  return parsed.find((account) => account.appid === appid);
};

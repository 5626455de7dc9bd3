import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tokenSource } from '../cloudfunctions/common/wechat/client';
import { createCredential } from '../cloudfunctions/common/wechat/credential';

/** What one process does: so many calls at once, each as forgetful as a cold instance. */
export interface Task {
  kind: 'own' | 'co-wechat-api';
  calls: number;
  appid: string;
  secret: string;
  wechatUrl: string;
  /** Where the processes of co-wechat-api share their token, as its readme shows it. */
  file: string;
}

/** What came of it. */
export interface Outcome {
  failed: number;
  problem: string;
  tokens: string[];
}

interface Token {
  accessToken: string;
}
interface CoWechatApi {
  prefix: string;
  ensureAccessToken(): Promise<Token>;
}
type CoWechatApiConstructor = new (
  appid: string,
  secret: string,
  getToken: () => Promise<unknown>,
  saveToken: (token: unknown) => Promise<void>,
) => CoWechatApi;

const peerCall = ({ appid, secret, wechatUrl, file }: Task): Promise<string> => {
  const Api = createRequire(__filename)('co-wechat-api') as CoWechatApiConstructor;
  const read = async (path: string): Promise<unknown> => {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const api = new Api(
    appid,
    secret,
    () => read(file),
    (token) => writeFile(file, JSON.stringify(token)),
  );
  api.prefix = `${wechatUrl}/cgi-bin/`;
  return api.ensureAccessToken().then(({ accessToken }) => accessToken);
};

const call = (task: Task): Promise<string> =>
  task.kind === 'own' ? createCredential(tokenSource(task.appid)).get() : peerCall(task);

const run = async (task: Task): Promise<Outcome> => {
  const results = await Promise.allSettled(Array.from({ length: task.calls }, () => call(task)));
  const problems = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const tokens = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { failed: problems.length, problem: problems[0] ?? '', tokens: [...new Set(tokens)] };
};

// All processes begin together: each says that it is loaded, and waits for its task.
process.once('message', (task: Task) => {
  void run(task).then((outcome) => process.send?.(outcome, () => process.exit(0)));
});
process.send?.('ready');

import { spawnSync } from 'node:child_process';

const EVERY_MS = 1000;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** npm, which starts a shell, which starts us: where the shell stays between, its parent is npm. */
const npmPid = () => {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return undefined;
  const { stdout } = spawnSync('ps', ['-o', 'ppid=', '-p', String(process.ppid)], { encoding: 'utf8' });
  const pid = Number(stdout);
  return pid > 1 ? pid : undefined;
};

/** Whoever started us may die without a word: end as on SIGTERM then, rather than hold the ports. */
export const endWithParents = () => {
  const parent = process.ppid;
  const npm = npmPid();
  setInterval(() => {
    if (process.ppid !== parent || (npm && !alive(npm))) process.kill(process.pid, 'SIGTERM');
  }, EVERY_MS).unref();
};

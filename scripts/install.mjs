import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, rmSync, statSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockPath = join(root, '.local', 'install.lock');

const modified = (path) => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
};

const installed = () =>
  modified(join(root, 'node_modules', '.package-lock.json')) >= modified(join(root, 'package-lock.json'));

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Takes the lock file, or returns false while another living process holds it. */
const tryLock = () => {
  mkdirSync(dirname(lockPath), { recursive: true });
  try {
    const file = openSync(lockPath, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(lockPath, 'utf8'));
    const justCreated = !holder && Date.now() - modified(lockPath) < 2000;
    if (!justCreated && !(holder && alive(holder))) rmSync(lockPath, { force: true });
    return false;
  }
};

/** Runs `npm ci`, and ends it when we are ended. */
const npmCi = () =>
  new Promise((resolve) => {
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    // npm finishes an install before it heeds a gentler signal; a half install is begun anew the next time.
    const end = () => {
      npm.kill('SIGKILL');
      rmSync(lockPath, { force: true });
      process.exit(1);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
    npm.on('error', () => resolve(1));
    npm.on('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, end);
      resolve(code ?? 1);
    });
  });

/** Runs `npm ci` once when node_modules is missing or older than the lock file; two commands at once install once. */
export const ensureInstalled = async () => {
  while (!installed()) {
    if (!tryLock()) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (installed()) return;
      console.log('Installing the packages of package-lock.json …');
      const status = await npmCi();
      if (status !== 0) process.exit(status);
    } finally {
      rmSync(lockPath, { force: true });
    }
  }
};

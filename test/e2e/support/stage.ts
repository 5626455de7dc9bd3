import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium, openPhone, type PhoneDriver, type PhoneOptions } from './phone';
import { SandboxProcess } from './sandbox-process';

// `PICTURES=docs/images npm run e2e` takes the pictures of the README.
const pictures = join(__dirname, '../../..', process.env['PICTURES'] ?? '.local/pictures');

/** Where a screenshot goes, to be looked at. */
export const picture = (name: string): string => join(pictures, `${name}.png`);

/** What a file of walks plays on: a sandbox with the demo's data, and Chromium. */
export interface Stage {
  readonly sandbox: SandboxProcess;
  readonly browser: Browser;
  /** A person's phone. */
  open(options: Omit<PhoneOptions, 'url'>): Promise<PhoneDriver>;
}

/** Sets the stage before the file's first walk, and strikes it after the last. */
export const setStage = (): Stage => {
  jest.setTimeout(180_000);
  let sandbox: SandboxProcess | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    sandbox = await SandboxProcess.start();
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  const there = <T>(part: T | undefined): T => {
    if (!part) throw new Error('the stage is set only while tests run');
    return part;
  };
  return {
    get sandbox() {
      return there(sandbox);
    },
    get browser() {
      return there(browser);
    },
    open: (options) => openPhone(there(browser), { ...options, url: there(sandbox).url }),
  };
};

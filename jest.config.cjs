const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

process.env.TZ = 'Asia/Shanghai';

/** miniprogram-simulate needs WeChat's template compiler, which comes for x64 only (macOS runs it through Rosetta). */
const pagesThatCannotRun = () => {
  if (process.arch === 'x64' || process.platform === 'darwin') return [];
  const folder = join(__dirname, 'test/pages');
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.test.ts') && readFileSync(join(folder, file), 'utf8').includes('support/simulate'),
  );
  console.error(`left out on ${process.platform} ${process.arch}: ${files.join(', ')}`);
  return files.map((file) => `/test/pages/${file.replaceAll('.', '\\.')}$`);
};

const shared = {
  rootDir: __dirname,
  globalSetup: '<rootDir>/test/support/pack-charts.ts',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  transform: { '\\.(ts|mjs|js)$': '<rootDir>/test/support/esbuild-transform.cjs' },
  // mingo, hono and others publish ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(mingo|hono|@hono|croner|valibot|csv-parse|bson)/)'],
};

module.exports = {
  // A sandbox in a test leaves memory behind that only a new worker gives back.
  workerIdleMemoryLimit: '1GB',
  // The first sandbox on a fresh clone builds the functions first.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/pages/', '<rootDir>/test/e2e/'],
    },
    {
      ...shared,
      displayName: 'pages',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/test/pages/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...pagesThatCannotRun()],
    },
    {
      ...shared,
      displayName: 'e2e',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
    },
  ],
};

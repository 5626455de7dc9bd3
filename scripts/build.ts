import { dirname } from 'node:path';
import { buildFunctions } from './build/functions';
import { packNpm } from './npm-pack';

const root = dirname(__dirname);

/** Fills what DevTools and deploying need: dist/cloudfunctions/ and miniprogram/miniprogram_npm/. */
const build = async () => {
  const names = await buildFunctions(root);
  console.log(`dist/cloudfunctions: ${names.join(', ')}`);
  await packNpm();
  console.log('miniprogram/miniprogram_npm: tdesign-miniprogram');
};

build().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

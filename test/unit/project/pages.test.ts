import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

interface AppJson {
  pages: string[];
  subpackages: { root: string; pages: string[] }[];
}

it('every page that the cloud side names in a message exists in the mini program', () => {
  const app = JSON.parse(readFileSync(join(root, 'miniprogram/app.json'), 'utf8')) as AppJson;
  const pages = [
    ...app.pages,
    ...app.subpackages.flatMap(({ root: folder, pages: own }) => own.map((page) => `${folder}/${page}`)),
  ];
  const sources = readdirSync(join(root, 'cloudfunctions'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const named = sources.flatMap((file) =>
    [
      ...readFileSync(join(root, 'cloudfunctions', file), 'utf8').matchAll(
        /\b(?:pages|more|merchant)\/[a-z-]+\/index\b/g,
      ),
    ].map(String),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(pages).toEqual(expect.arrayContaining(named));
});

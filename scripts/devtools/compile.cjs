// Compiles and packs the project as DevTools does, without a network: the project's attributes, the one thing that
// miniprogram-ci would ask WeChat for, are given.
const fs = require('node:fs');
const path = require('node:path');
const ci = require('miniprogram-ci');

const [root, listTo] = process.argv.slice(2);

const packagesOf = (appJson) =>
  (appJson.subPackages ?? appJson.subpackages ?? []).map(({ root: folder }) => folder.replace(/\/?$/, '/'));

/** A packed require that leads to no packed file would fail on the phone only. */
const strayRequires = (files) => {
  const names = new Set(Object.keys(files));
  const resolves = (target) => names.has(target) || names.has(`${target}.js`) || names.has(`${target}/index.js`);
  return Object.entries(files).flatMap(([name, content]) => {
    if (!name.endsWith('.js') || name.includes('miniprogram_npm/')) return [];
    return [...String(content).matchAll(/\brequire\(\s*["'](\.{1,2}\/[^"']+)["']\s*\)/g)]
      .map(([, request]) => path.posix.normalize(path.posix.join(path.posix.dirname(name), request)))
      .filter((target) => !resolves(target))
      .map((target) => `${name} requires ${target}, which is not packed`);
  });
};

/** What packed files require by a package's name, as it lies in a `miniprogram_npm` beside or above them. */
const packagesInUse = (files) => {
  const names = new Set(Object.keys(files));
  const used = new Set();
  for (const [name, content] of Object.entries(files)) {
    if (!name.endsWith('.js') || name.includes('miniprogram_npm/')) continue;
    for (const [, request] of String(content).matchAll(/\brequire\(\s*["']([^."'][^"']*)["']\s*\)/g)) {
      for (let folder = path.posix.dirname(name); ; folder = path.posix.dirname(folder)) {
        const target = path.posix.join(folder, 'miniprogram_npm', request);
        const found = [target, `${target}.js`, `${target}/index.js`].find((file) => names.has(file));
        if (found) used.add(found);
        if (found || folder === '.') break;
      }
    }
  }
  return used;
};

const main = async () => {
  const project = new ci.Project({
    appid: 'wx0123456789abcdef',
    type: 'miniProgram',
    projectPath: root,
    privateKey: 'unused',
    attr: async () => ci.DefaultProjectAttr,
    ignores: ['node_modules/**/*'],
  });
  const files = await ci.getCompiledResult({
    project,
    version: '0',
    desc: '',
    setting: { useProjectConfig: true },
    onProgressUpdate: () => {},
  });
  const findings = strayRequires(files);

  const folders = packagesOf(JSON.parse(String(files['app.json'])));
  const sizes = { main: 0 };
  for (const [name, content] of Object.entries(files)) {
    const folder = folders.find((start) => name.startsWith(start)) ?? 'main';
    sizes[folder] = (sizes[folder] ?? 0) + content.length;
  }
  for (const [name, bytes] of Object.entries(sizes)) console.log(`${name.padEnd(20)} ${bytes} bytes`);

  // The quality check names files that packOptions leaves out of the upload all the same.
  const { packOptions } = JSON.parse(fs.readFileSync(path.join(root, 'project.config.json'), 'utf8'));
  const leftOut = packOptions.ignore.filter(({ type }) => type === 'file').map(({ value }) => value);
  // It does not follow a require of a package that lies in a sub-package.
  const known = new Set([...leftOut, ...packagesInUse(files)]);
  for (const { success: passed, name, text, detail } of await ci.checkCodeQuality(project)) {
    const success = passed || (Array.isArray(detail) && detail.every((file) => known.has(file)));
    console.log(`${success ? '✔' : '✖'} ${name} ${text ?? ''}`);
    if (!success) findings.push(`quality: ${name} ${text ?? ''} ${JSON.stringify(detail ?? '').slice(0, 600)}`);
  }
  if (listTo)
    fs.writeFileSync(
      listTo,
      JSON.stringify({
        sizes,
        files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.length])),
      }),
    );
  for (const finding of findings) console.error(`✖ ${finding}`);
  console.log(
    findings.length
      ? `${findings.length} findings`
      : `${Object.keys(files).length} files compiled and packed as DevTools would`,
  );
  // Its workers would stay alive.
  process.exit(findings.length ? 1 : 0);
};

main().catch((error) => {
  console.error(`✖ ${error.path ?? ''} ${error.message ?? error}`);
  process.exit(1);
});

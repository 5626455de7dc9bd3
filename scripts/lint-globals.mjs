const names = [
  'process',
  'console',
  'Buffer',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'require',
  'module',
  '__dirname',
  'URL',
];

/** Globals of plain Node scripts; TypeScript knows its own. */
export default { node: Object.fromEntries(names.map((name) => [name, 'readonly'])) };

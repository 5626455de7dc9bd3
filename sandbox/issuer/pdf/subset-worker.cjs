'use strict';
// Cuts fonts down in a thread of its own: its libraries keep a hundred megabytes once used, which end with the thread.
const { readFile } = require('node:fs/promises');
const { parentPort } = require('node:worker_threads');
const subsetFont = require('subset-font');

const cut = async ({ file, weight, characters }) => {
  // Without kerning and ligatures, a text is as wide as its characters together.
  const options = { targetFormat: 'sfnt', variationAxes: { wght: weight }, keepFeatures: [] };
  return subsetFont(await readFile(file), characters, options);
};

const cutAll = async (wanted) => {
  const fonts = [];
  for (const one of wanted) fonts.push(await cut(one));
  return fonts;
};

parentPort.on('message', ({ id, wanted }) => {
  cutAll(wanted).then(
    (fonts) => parentPort.postMessage({ id, fonts }),
    (error) => parentPort.postMessage({ id, error: String(error?.stack ?? error) }),
  );
});

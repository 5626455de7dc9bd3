'use strict';
// One instance of a cloud function: loads the bundle at its first call and keeps it warm. The platform sets the
// environment anew for each call, and never runs two at once in an instance.
require('./utc.cjs');
const { parentPort, workerData } = require('node:worker_threads');

let main;
let lastKeys = [];

const run = async ({ event, env, context }) => {
  for (const key of lastKeys) delete process.env[key];
  Object.assign(process.env, env);
  lastKeys = Object.keys(env);
  main ??= require(workerData.file).main;
  if (typeof main !== 'function') throw new Error(`${workerData.file} exports no main`);
  return JSON.stringify(await main(JSON.parse(event), context)) ?? 'null';
};

parentPort.on('message', (call) => {
  run(call).then(
    (result) => parentPort.postMessage({ result }),
    (error) => parentPort.postMessage({ error: String(error?.stack ?? error) }),
  );
});

import { join } from 'node:path';
import { packCharts } from '../scripts/build/charts';
import { buildFunctions } from '../scripts/build/functions';
import { authUrl } from './auth-url';
import { claimPage } from './claim-page';
import { exports_ } from './export';
import { invoicesList } from './invoices-list';
import { list } from './list';
import { load } from './load';
import { push } from './push';
import { isReached, print, type Figure } from './report';
import { reimburse } from './reimburse';
import { size } from './size';
import { start } from './start';
import { token } from './token';

const root = join(__dirname, '..');

const benches: Record<string, () => Promise<Figure[]>> = {
  token,
  load: () => load(root),
  push,
  'auth-url': authUrl,
  size: () => size(root),
  list,
  'claim-page': claimPage,
  reimburse,
  'invoices-list': invoicesList,
  export: exports_,
  start,
};

/** `npm run bench` measures everything, `npm run bench -- load` one part. Answers whether every goal was reached. */
const bench = async (): Promise<boolean> => {
  const chosen = process.argv.slice(2);
  await Promise.all([buildFunctions(root), packCharts(root)]);
  let reached = true;
  for (const [name, measure] of Object.entries(benches)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    for (const figure of await measure()) {
      print(figure);
      reached &&= isReached(figure);
    }
  }
  return reached;
};

bench().then(
  (reached) => process.exit(reached ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

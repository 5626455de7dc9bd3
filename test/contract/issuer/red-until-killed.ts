import { startReds, wish } from './red-caller';

/** Asks for one red after the other, and says which were acknowledged, until somebody kills it. */
const main = async () => {
  const { blueOf, ask } = startReds({ dataDir: process.argv[2] ?? '' });
  for (let index = 0; ; index++) {
    await blueOf(`A-${index}`);
    const { status } = await ask(`A-${index}`, wish(`R-${index}`));
    if (status === 202) process.stdout.write(`R-${index};\n`);
  }
};

void main();

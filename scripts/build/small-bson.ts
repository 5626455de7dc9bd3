import type { Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';

const scratchBuffer = 'buffer_1.Buffer.alloc(MAXSIZE)';

/**
 * The SDK's bson takes 17 MB as it loads, to write BSON in; the SDK only reads and writes EJSON. In a thread that memory
 * is often real, and the sandbox has a thread for each instance.
 */
export const smallBson: Plugin = {
  name: 'small-bson',
  setup: (builder) => {
    builder.onLoad({ filter: /[\\/]bson[\\/]lib[\\/]bson\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (!code.includes(scratchBuffer)) throw new Error(`${path} takes its memory in another way now`);
      return { contents: code.replace(scratchBuffer, 'buffer_1.Buffer.alloc(0)'), loader: 'js' };
    });
  },
};

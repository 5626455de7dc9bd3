const { transformSync } = require('esbuild');
const { createHash } = require('node:crypto');

const options = { format: 'cjs', target: 'node20', sourcemap: 'inline' };

module.exports = {
  getCacheKey: (source, path) =>
    createHash('sha1').update(JSON.stringify(options)).update(path).update(source).digest('hex'),
  process: (source, path) => ({
    code: transformSync(source, { ...options, loader: path.endsWith('.ts') ? 'ts' : 'js', sourcefile: path }).code,
  }),
};

// `node tools/code-cache.mjs DIST NAME`: writes DIST/NAME.cache, V8's compiled code of DIST/NAME.cjs. The bundle is run
// on small jobs first, so that the cache holds the functions that it needs, which V8 compiles one by one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';

const EXERCISES = {
  wrapper: [
    ['--tag', 'cache', '-e', 'echo built'],
    ['--retries', '1', '--retry-wait', '0', '--', 'false', '--key=x'],
  ],
  scheme: [['-e', '(map square (iota 3))']],
};

const dist = resolve(process.argv[2]);
const name = process.argv[3];
const filename = join(dist, `${name}.cjs`);
// To the letter what src/program/sheepdog.ts compiles: V8 refuses a cache of another text.
const text = `(function (exports, require, module, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
const script = new Script(text, { filename });
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(filename), bundle, dist);

const scratch = mkdtempSync(join(tmpdir(), 'sheepdog-build-'));
process.env.SHEEPDOG_SPOOL = join(scratch, 'spool');
process.env.XDG_CONFIG_HOME = scratch;
try {
  for (const argv of EXERCISES[name]) await bundle.exports.main(argv);
} finally {
  rmSync(scratch, { recursive: true });
}
writeFileSync(join(dist, `${name}.cache`), script.createCachedData());
process.exit();

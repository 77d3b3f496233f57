// `node tools/code-cache.mjs DIST`: writes DIST/wrapper.cache, V8's compiled code of DIST/wrapper.cjs. The wrapper is
// run once on small jobs first, so that the cache holds the functions that a job needs, which V8 compiles one by one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';

const dist = resolve(process.argv[2]);
const filename = join(dist, 'wrapper.cjs');
// To the letter what src/program/sheepdog.ts compiles: V8 refuses a cache of another text.
const text = `(function (exports, require, module, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
const script = new Script(text, { filename });
const wrapper = { exports: {} };
script.runInThisContext()(wrapper.exports, createRequire(filename), wrapper, dist);

const scratch = mkdtempSync(join(tmpdir(), 'sheepdog-build-'));
process.env.SHEEPDOG_SPOOL = join(scratch, 'spool');
process.env.XDG_CONFIG_HOME = scratch;
try {
  await wrapper.exports.main(['--tag', 'cache', '-e', 'echo built']);
  await wrapper.exports.main(['--retries', '1', '--retry-wait', '0', '--', 'false', '--key=x']);
} finally {
  rmSync(scratch, { recursive: true });
}
writeFileSync(join(dist, 'wrapper.cache'), script.createCachedData());
process.exit();

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { questionEnvironment } from '../ask/environment.ts';
import { makeConfigurationLanguage } from '../configuration/language.ts';
import { packageRoot } from '../platform/package-root.ts';
import { keepCodeCaches, makeEnvironment } from '../scheme/index.ts';

/**
 * `node dist/warm.cjs`: keeps, beside what was bundled, V8's compiled code of all that has to start fast. A cache is good
 * for the version of Node that made it, and for no other: so the build runs this, and a package that is installed does.
 */

/** What is run of a bundle before its cache is taken: it shall hold the functions a start needs, which V8 compiles one by one. */
const EXERCISES: Record<string, string[][]> = {
  wrapper: [
    ['--tag', 'cache', '-e', 'echo built'],
    ['--retries', '1', '--retry-wait', '0', '--', 'false', '--key=x'],
  ],
  scheme: [['-e', '(map square (iota 3))']],
  commands: [['check', '-c', join(packageRoot(), 'examples/one-machine.scm')], ['status']],
  query: [['(run* (host time) (failed-run host #:time time))'], ['--json', '(run* (host) (silent host))']],
};

const folder = import.meta.dirname;
const [, , bundle] = process.argv;
if (bundle !== undefined) void warmBundle(bundle);
else {
  warmLayers();
  // Each in a process of its own: a bundle that was exercised ends its process, or leaves things behind.
  for (const name of Object.keys(EXERCISES))
    execFileSync(process.execPath, [join(folder, 'warm.cjs'), name], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
}

/** The layers of Scheme, from the bottom up: each is loaded from its snapshot, as a start does. */
function warmLayers(): void {
  makeEnvironment('warm');
  keepCodeCaches();
  questionEnvironment([]);
  keepCodeCaches();
  makeConfigurationLanguage();
  keepCodeCaches();
}

/** Without SQLite there are no questions, and nothing to be fast. */
async function makeStore(path: string): Promise<void> {
  try {
    const { Store } = await import('../store/store.ts');
    Store.openForReceiver(path).close();
  } catch {}
}

async function warmBundle(name: string): Promise<void> {
  const filename = join(folder, `${name}.cjs`);
  // To the letter what sheepdog.ts compiles: V8 refuses a cache of another text.
  const text = `(function (exports, require, module, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
  const script = new Script(text, { filename });
  const loaded = { exports: {} as { main(argv: string[]): Promise<unknown> } };
  script.runInThisContext()(loaded.exports, createRequire(filename), loaded, folder);
  const scratch = mkdtempSync(join(tmpdir(), 'sheepdog-warm-'));
  process.env.SHEEPDOG_SPOOL = join(scratch, 'spool');
  process.env.XDG_CONFIG_HOME = scratch;
  process.env.SHEEPDOG_STORE = join(scratch, 'sheepdog.db');
  if (name === 'query' || name === 'commands') await makeStore(process.env.SHEEPDOG_STORE);
  try {
    for (const argv of EXERCISES[name] ?? []) await loaded.exports.main(argv);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  writeFileSync(join(folder, `${name}.cache`), script.createCachedData());
  process.exit(0); // whatever status said
}

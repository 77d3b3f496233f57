#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/**
 * `sheepdog`: the wrapper where the first argument is an option or `run`, else what a person asks or orders. They are
 * bundled apart: a job must not wait until the commands and their libraries are loaded, nor must a Scheme or a question.
 */
const argv = process.argv.slice(2);
const [first = ''] = argv;
if (first === 'run') void run('wrapper', argv.slice(1));
else if ((first === 'scheme' || first === 'query') && !argv.includes('--help'))
  void run(first, argv.slice(1));
else if (first.startsWith('-') && !['-h', '--help', '--version'].includes(first)) void run('wrapper', argv);
else void loadCached<{ main(argv: string[]): Promise<void> }>('commands').main(argv);

/** Runs one of the bundles that have to start fast. */
async function run(name: 'wrapper' | 'scheme' | 'query', args: string[]): Promise<void> {
  const bundle = loadCached<{ main(argv: string[]): Promise<number> }>(name);
  process.exit(await bundle.main(args));
}

/**
 * Does what require() does, with what V8 has compiled when the program was built (warm.ts): a tenth of the
 * wrapper's time would go into compiling it anew. A cache made by another version of Node is refused by V8 itself.
 */
function loadCached<Exports>(name: string): Exports {
  const filename = join(import.meta.dirname, `${name}.cjs`);
  const text = `(function (exports, require, module, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
  const cachedData = readIfThere(join(import.meta.dirname, `${name}.cache`));
  const script = new Script(text, { filename, ...(cachedData && { cachedData }) });
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, require, loaded, import.meta.dirname);
  return loaded.exports as Exports;
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

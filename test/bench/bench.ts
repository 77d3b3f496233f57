import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildForBench } from './build-for-bench.ts';

// npm run bench -- NAME: runs test/bench/NAME.ts, which prints ours and the peer's figures side by side.
const name = process.argv[2] ?? '';
const file = join(import.meta.dirname, `${name}.ts`);
if (!/^[a-z]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname).filter(entry => /^[a-z]+\.ts$/.test(entry));
  const benches = names
    .map(entry => entry.slice(0, -3))
    .filter(entry => entry !== 'bench' && entry !== 'table');
  console.error(`npm run bench -- NAME, where NAME is one of: ${benches.join(', ')}`);
  process.exit(64);
}
const { run } = await importBuilt(file);
await run(process.argv.slice(3));
process.exit();

async function importBuilt(entry: string): Promise<{ run: (args: string[]) => Promise<void> }> {
  // Inside the project, so that its libraries are found.
  const directory = mkdtempSync(join(import.meta.dirname, '../../node_modules/.bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const outfile = join(directory, `${name}.mjs`);
  await buildForBench(entry, outfile);
  return import(pathToFileURL(outfile).href);
}

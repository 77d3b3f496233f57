import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

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
const { run } = (await import(file)) as { run: (args: string[]) => Promise<void> };
await run(process.argv.slice(3));
process.exit();

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

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

/** Where a module is, as its source says, though it is bundled elsewhere. */
function whereItWas(): Plugin {
  return {
    name: 'where-it-was',
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/](src|test)[\\/].*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8')
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
        loader: 'ts',
      })),
  };
}

/**
 * A benchmark as it would be built for dist/: tsx makes each function that is made keep its name, which took a
 * tenth of the time of receiving a message.
 */
async function importBuilt(entry: string): Promise<{ run: (args: string[]) => Promise<void> }> {
  // Inside the project, so that its libraries are found.
  const directory = mkdtempSync(join(import.meta.dirname, '../../node_modules/.bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const outfile = join(directory, `${name}.mjs`);
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'esm' } as const;
  await build({
    ...options,
    entryPoints: [entry],
    outfile,
    packages: 'external',
    minifySyntax: true,
    plugins: [whereItWas()],
  });
  return import(pathToFileURL(outfile).href);
}

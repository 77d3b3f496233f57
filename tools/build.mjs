// Bundles the programs into dist/: one small file per way of starting, so that each loads only what it runs.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildSchemeLayers } from './scheme-layers.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const PROGRAMS = ['sheepdog', 'sheepdog-daemon', 'sheepdog-queue-daemon'];

// V8 takes a code cache for that of any text of the same length: none of an earlier build may be left.
rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: Object.fromEntries(
    [...PROGRAMS, 'wrapper', 'scheme', 'query', 'commands', 'sender', 'trial', 'rules', 'reader', 'warm'].map(
      name => [name, `src/program/${name}.ts`],
    ),
  ),
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs', // loads faster than ESM
  minifySyntax: true, // without names and blanks the wrapper starts no faster
  // V8 keeps the text of a program as long as it runs: without comments, and in ASCII, so that it takes one byte a character.
  minifyWhitespace: true,
  lineLimit: 160, // what Node prints of a program that crashed
  legalComments: 'none',
  define: { 'import.meta.dirname': '__dirname', SHEEPDOG_VERSION: JSON.stringify(version) },
  external: ['better-sqlite3', './commands.cjs'],
  logLevel: 'warning',
  metafile: true,
});
writeFileSync('dist/bundled.json', JSON.stringify(metafile.inputs)); // a release names the authors of all of it
for (const name of PROGRAMS) chmodSync(`dist/${name}.cjs`, 0o755);
await buildSchemeLayers('dist');
execFileSync(process.execPath, ['dist/warm.cjs'], { stdio: 'inherit' });

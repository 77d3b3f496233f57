import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const PROGRAMS = ['sheepdog', 'sheepdog-daemon', 'sheepdog-queue-daemon'];
/** What the programs load when they need it. */
const PARTS = ['wrapper', 'scheme', 'query', 'commands', 'sender', 'trial', 'rules', 'reader', 'warm'];

/** Bundles the programs into the folder; returns what esbuild says of it. `plugins` are esbuild's. */
export async function bundle(folder, plugins = []) {
  const result = await build({
    entryPoints: [...PROGRAMS, ...PARTS].map(name => ({ in: `src/program/${name}.ts`, out: name })),
    outdir: folder,
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
    external: ['better-sqlite3'],
    logLevel: 'warning',
    metafile: true,
    plugins,
  });
  for (const name of PROGRAMS) chmodSync(join(folder, `${name}.cjs`), 0o755);
  return result;
}

// Compiles the layers of Scheme, and the plugins that ship, into dist/, so that a start only loads them.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * The layers from the bottom up: what writes each, its further arguments, and the file (or folder) it becomes. The base library and
 * miniKanren find their files from their source; those above them find the snapshots of the layers below in the folder.
 */
const LAYERS = [
  { writer: 'src/scheme/host/write-snapshot.ts', home: 'src/scheme/host', names: [], file: 'scheme-base.js' },
  {
    writer: 'src/scheme/logic/write-snapshot.ts',
    home: 'src/scheme/logic',
    names: [],
    file: 'scheme-logic.js',
  },
  { writer: 'src/ask/write-snapshots.ts', names: ['question'], file: 'scheme-question.js' },
  { writer: 'src/ask/write-snapshots.ts', names: ['relations'], file: 'scheme-relations.js' },
  { writer: 'src/configuration/write-snapshots.ts', names: ['herd'], file: 'scheme-herd.js' },
  {
    writer: 'src/configuration/write-snapshots.ts',
    names: ['configuration'],
    file: 'scheme-configuration.js',
  },
  { writer: 'src/configuration/write-snapshots.ts', names: ['plugins'], file: 'plugins' },
];

export async function buildSchemeLayers(folder) {
  for (const { writer, home = folder, names, file } of LAYERS) {
    const script = path.join(folder, 'write-snapshot.cjs');
    await build({
      entryPoints: [writer],
      outfile: script,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      define: { 'import.meta.dirname': JSON.stringify(path.resolve(home)) },
      logLevel: 'warning',
    });
    execFileSync(process.execPath, [script, ...names, path.join(folder, file)], { stdio: 'inherit' });
    rmSync(script);
  }
}

// Compiles the Scheme base library into dist/, with V8's code cache beside it, so that a start only loads it.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export async function buildSchemeBase(folder) {
  const writer = path.join(folder, 'write-snapshot.cjs');
  await build({
    entryPoints: ['src/scheme/host/write-snapshot.ts'],
    outfile: writer,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { 'import.meta.dirname': JSON.stringify(path.resolve('src/scheme/host')) },
    logLevel: 'warning',
  });
  const base = path.join(folder, 'scheme-base.js');
  // Two processes: the second loads what the first wrote, as a start does, and keeps the code cache of that.
  for (const what of ['text', 'cache'])
    execFileSync(process.execPath, [writer, what, base], { stdio: 'inherit' });
  rmSync(writer);
}

// Bundles the programs into dist/: one small file per way of starting, so that each loads only what it runs.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { bundle } from './bundle.mjs';
import { buildSchemeLayers } from './scheme-layers.mjs';

// V8 takes a code cache for that of any text of the same length: none of an earlier build may be left.
rmSync('dist', { recursive: true, force: true });
const { metafile } = await bundle('dist');
writeFileSync('dist/bundled.json', JSON.stringify(metafile.inputs)); // a release names the authors of all of it
await buildSchemeLayers('dist');
execFileSync(process.execPath, ['dist/warm.cjs'], { stdio: 'inherit' });

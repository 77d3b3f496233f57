// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: compiles miniKanren into a file (`text`),
// or keeps V8's code cache of that file (`cache`).
import { writeFileSync } from 'node:fs';
import { fill, snapshotOf } from '../host/fill.ts';
import { logicLayer } from './layer.ts';

const [, , what, file] = process.argv;
const layer = logicLayer();
if (what === 'text') writeFileSync(file!, snapshotOf({ ...layer, snapshot: undefined }));
else writeFileSync(`${file}.cache`, fill({ ...layer, snapshot: file! })!.createCachedData());

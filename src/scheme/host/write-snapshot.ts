// Run by the build. `write-snapshot.cjs text FILE` compiles the base library into FILE; `write-snapshot.cjs cache FILE`, in
// a process of its own, loads it and keeps V8's code cache in FILE.cache.
import { writeFileSync } from 'node:fs';
import { baseLayer } from './base-library.ts';
import { fill, snapshotOf } from './fill.ts';

const [, , what, file] = process.argv;
if (what === 'text') writeFileSync(file!, snapshotOf({ ...baseLayer, snapshot: undefined }));
else writeFileSync(`${file}.cache`, fill({ ...baseLayer, snapshot: file })!.createCachedData());

// Run by the build: `write-snapshot.cjs FILE` compiles the base library into FILE.
import { writeFileSync } from 'node:fs';
import { baseLayer } from './base-library.ts';
import { snapshotOf } from './fill.ts';

const [, , file] = process.argv;
writeFileSync(file!, snapshotOf({ ...baseLayer, snapshot: undefined }));

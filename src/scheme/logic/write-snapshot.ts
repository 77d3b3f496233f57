// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: compiles miniKanren into a file.
import { writeFileSync } from 'node:fs';
import { snapshotOf } from '../host/fill.ts';
import { logicLayer } from './layer.ts';

const [, , file] = process.argv;
writeFileSync(file!, snapshotOf({ ...logicLayer(), snapshot: undefined }));

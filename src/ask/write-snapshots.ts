// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: `write-snapshot.cjs question|relations
// FILE` compiles the language of questions, or the relations that ship, into a file.
import { writeFileSync } from 'node:fs';
import { questionLanguage, questionLayer } from '../form/question-language.ts';
import { type Layer, makeEnvironment, snapshotOf } from '../scheme/index.ts';
import { shippedRelationsLayer } from './environment.ts';

const [, , name, file] = process.argv;
const layer = name === 'question' ? questionLayer() : relationsAboveAll();
writeFileSync(file!, snapshotOf({ ...layer, snapshot: undefined }));

/** What no store is needed for: each name that is free in the files stands for a relation some store may have. */
function relationsAboveAll(): Layer {
  const relations = makeEnvironment('relations', questionLanguage());
  const looked = shippedRelationsLayer(relations);
  const free = new Set<Parameters<typeof relations.define>[0]>();
  looked.environment.onFreeName = cell => free.add(cell.name);
  snapshotOf({ ...looked, snapshot: undefined });
  for (const name of free) if (looked.environment.get(name) === undefined) relations.define(name);
  return shippedRelationsLayer(relations);
}

import { join } from 'node:path';
import { goalConstructor } from '../form/goal.ts';
import { questionLanguage } from '../form/question-language.ts';
import type { Relation } from '../model/relation.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type Environment, fill, intern, type Layer, makeEnvironment } from '../scheme/index.ts';

/** An environment in which each relation is a goal constructor of its name, above the language of questions. */
export function relationsEnvironment(relations: readonly Relation[]): Environment {
  const environment = makeEnvironment('relations', questionLanguage());
  for (const relation of relations) environment.define(intern(relation.name)).v = goalConstructor(relation);
  return environment;
}

/** The relations that ship, which are made of others, as a layer above the relations of a store. */
export function shippedRelationsLayer(relations: Environment): Layer {
  return {
    name: 'scheme/herd',
    environment: makeEnvironment('scheme/herd', relations),
    forms: [],
    primitives: [],
    constants: [],
    folder: join(packageRoot(), 'scheme/herd'),
    files: ['relations.scm'],
    snapshot: join(import.meta.dirname, 'scheme-relations.js'),
  };
}

/** Where questions to a store are typed: its relations, those that ship, and the language of questions. */
export function questionEnvironment(relations: readonly Relation[], file = 'prompt'): Environment {
  const layer = shippedRelationsLayer(relationsEnvironment(relations));
  fill(layer);
  return makeEnvironment(file, layer.environment);
}

import { goalConstructor } from '../form/goal.ts';
import type { Relation } from '../model/relation.ts';
import { pluginLanguage } from '../plugin/language.ts';
import { type Environment, intern, makeEnvironment } from '../scheme/index.ts';

/** An environment in which each relation is a goal constructor of its name, above the language of plugins. */
export function relationsEnvironment(
  relations: readonly Relation[],
  language = pluginLanguage(),
): Environment {
  const environment = makeEnvironment('relations', language);
  for (const relation of relations) {
    const cell = environment.define(intern(relation.name));
    cell.v = goalConstructor(relation);
  }
  return environment;
}

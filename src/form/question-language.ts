import { join } from 'node:path';
import { HEARTBEAT_RELATION, JOB_RUN_RELATION, NOTIFICATION_RELATION } from '../model/core-relations.ts';
import { FINDING_RELATION } from '../model/finding.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type Environment, fill, type Layer, makeEnvironment, type Value } from '../scheme/index.ts';
import { logicEnvironment } from '../scheme/logic/layer.ts';
import { goalConstructor, goalPrimitives } from './goal.ts';
import { lastingPrimitives } from './lasting.ts';
import { momentConstants, momentPrimitives } from './moment.ts';

/** The relations of the core are goals everywhere. */
const CORE_GOALS = [FINDING_RELATION, JOB_RUN_RELATION, HEARTBEAT_RELATION, NOTIFICATION_RELATION].map(
  (relation): [string, Value] => [relation.name, goalConstructor(relation)],
);

/** The language of questions, as a layer over miniKanren: times, amounts, the past, relations made of others. */
export function questionLayer(): Layer {
  return {
    name: 'scheme/herd',
    environment: makeEnvironment('scheme/herd', logicEnvironment()),
    forms: [],
    primitives: [...goalPrimitives, ...lastingPrimitives, ...momentPrimitives],
    constants: [...momentConstants, ...CORE_GOALS],
    folder: join(packageRoot(), 'scheme/herd'),
    files: ['types.scm', 'past.scm'],
    snapshot: join(import.meta.dirname, 'scheme-question.js'),
  };
}

let language: Environment | null = null;

/** The language of questions. Made once. */
export function questionLanguage(): Environment {
  if (language) return language;
  const layer = questionLayer();
  fill(layer);
  language = layer.environment;
  return language;
}

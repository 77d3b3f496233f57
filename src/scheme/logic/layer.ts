// miniKanren as a layer upon the base library.
import path from 'node:path';
import { Environment } from '../expand/environment.ts';
import { baseEnvironment } from '../host/base-library.ts';
import { fill } from '../host/fill.ts';
import type { Layer } from '../host/layer.ts';
import { support } from '../run/support.ts';
import { logicPrimitives, logicSupport } from './primitives.ts';

/** Files of scheme/logic, in load order. */
const FILES = [
  'search.scm',
  'forms.scm',
  'constraints.scm',
  'reify.scm',
  'questions.scm',
  'waiting.scm',
  'tabling.scm',
  'view.scm',
  'relations.scm',
  'host.scm',
];

const folder = import.meta.dirname;
let environment: Environment | undefined;

export function logicLayer(): Layer {
  Object.assign(support, logicSupport);
  return {
    name: 'scheme/logic',
    environment: new Environment('scheme/logic', baseEnvironment()),
    forms: [],
    primitives: logicPrimitives,
    constants: [],
    folder: path.join(folder, '../../../scheme/logic'),
    files: FILES,
    snapshot: path.join(folder, 'scheme-logic.js'),
  };
}

/** The base library with miniKanren. Made once. */
export function logicEnvironment(): Environment {
  if (environment === undefined) {
    const layer = logicLayer();
    fill(layer);
    environment = layer.environment;
  }
  return environment;
}

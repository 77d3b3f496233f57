import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goalPrimitives } from '../form/goal.ts';
import { formPrimitives } from '../form/primitives.ts';
import { packageRoot } from '../platform/package-root.ts';
import { definePrimitive, type Environment, evaluateNow, makeEnvironment } from '../scheme/index.ts';
import { effectPrimitives } from './effect-primitives.ts';
import { pluginPrimitives } from './plugin-primitives.ts';
import { systemPrimitives } from './system-primitives.ts';

const FOLDER = join(packageRoot(), 'scheme/herd');
const FILES = ['types.scm', 'forms.scm', 'effects.scm', 'plugin.scm', 'services.scm'];

let language: Environment | null = null;

/** The language of plugins and herds: the base library, and the forms of scheme/herd. Made once. */
export function herdLanguage(): Environment {
  if (language) return language;
  const environment = makeEnvironment('scheme/herd');
  for (const primitive of [
    ...formPrimitives,
    ...goalPrimitives,
    ...effectPrimitives,
    ...pluginPrimitives,
    ...systemPrimitives,
  ])
    definePrimitive(environment, primitive);
  const text = FILES.map(file => readFileSync(join(FOLDER, file), 'utf8'));
  for (const [i, file] of FILES.entries())
    evaluateNow(text[i]!, environment, { file: `scheme/herd/${file}` });
  environment.freeze();
  language = environment;
  return environment;
}

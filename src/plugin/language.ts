import { join } from 'node:path';
import { goalPrimitives } from '../form/goal.ts';
import { lastingPrimitives } from '../form/lasting.ts';
import { momentConstants, momentPrimitives } from '../form/moment.ts';
import { formPrimitives } from '../form/primitives.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type Environment, fill, type Layer, makeEnvironment } from '../scheme/index.ts';
import { logicEnvironment } from '../scheme/logic/layer.ts';
import { effectPrimitives } from './effect-primitives.ts';
import { pluginPrimitives } from './plugin-primitives.ts';
import { systemPrimitives } from './system-primitives.ts';
import { textPrimitives } from './text-primitives.ts';

/** The language of plugins, as a layer over the base library and miniKanren; its snapshot lies beside the bundled programs. */
export function pluginLayer(): Layer {
  return {
    name: 'scheme/herd',
    environment: makeEnvironment('scheme/herd', logicEnvironment()),
    forms: [],
    primitives: [
      ...formPrimitives,
      ...goalPrimitives,
      ...lastingPrimitives,
      ...momentPrimitives,
      ...effectPrimitives,
      ...pluginPrimitives,
      ...systemPrimitives,
      ...textPrimitives,
    ],
    constants: momentConstants,
    folder: join(packageRoot(), 'scheme/herd'),
    files: [
      'types.scm',
      'forms.scm',
      'effects.scm',
      'plugin.scm',
      'services.scm',
      'checks.scm',
      'managed.scm',
      'past.scm',
    ],
    snapshot: join(import.meta.dirname, 'scheme-herd.js'),
  };
}

let language: Environment | null = null;

/** The language of plugins. Made once, as plugins of one herd share it. */
export function pluginLanguage(): Environment {
  if (language) return language;
  const layer = pluginLayer();
  fill(layer);
  language = layer.environment;
  return language;
}

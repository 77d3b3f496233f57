import { join } from 'node:path';
import { goalConstructor } from '../form/goal.ts';
import { formPrimitives } from '../form/primitives.ts';
import { questionLanguage } from '../form/question-language.ts';
import { FINDING_RELATION } from '../model/finding.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type Environment, fill, type Layer, makeEnvironment } from '../scheme/index.ts';
import { effectPrimitives } from './effect-primitives.ts';
import { parMap } from './par-map.ts';
import { pluginPrimitives } from './plugin-primitives.ts';
import { systemPrimitives } from './system-primitives.ts';
import { textPrimitives } from './text-primitives.ts';

/** The language of plugins, as a layer over that of questions; its snapshot lies beside the bundled programs. */
export function pluginLayer(): Layer {
  return {
    name: 'scheme/herd',
    environment: makeEnvironment('scheme/herd', questionLanguage()),
    forms: [],
    primitives: [
      ...formPrimitives,
      ...effectPrimitives,
      ...pluginPrimitives,
      ...systemPrimitives,
      parMap,
      ...textPrimitives,
    ],
    constants: [['%finding-goal', goalConstructor(FINDING_RELATION)]],
    folder: join(packageRoot(), 'scheme/herd'),
    files: ['forms.scm', 'effects.scm', 'plugin.scm', 'services.scm', 'checks.scm', 'managed.scm'],
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

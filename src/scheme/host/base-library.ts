// Fills the base environment: core forms, primitives, then what the Scheme files define.
import path from 'node:path';
import { base } from '../expand/base.ts';
import type { Environment } from '../expand/environment.ts';
import { fill } from './fill.ts';
import type { Layer } from './layer.ts';
import './suggest.ts';
import { basicForms } from '../expand/forms-basic.ts';
import { bindingForms } from '../expand/forms-binding.ts';
import { controlForms } from '../expand/forms-control.ts';
import { moduleForms } from '../expand/forms-module.ts';
import { syntaxForms, syntaxMacros } from '../expand/forms-syntax.ts';
import { lambdaStarForms } from '../expand/lambda-star.ts';
import { quasiquoteForms } from '../expand/quasiquote.ts';
import { recordForms } from '../expand/record.ts';
import { coreSupport } from '../library/core.ts';
import { environments } from '../library/environments.ts';
import { constants, files, macros, primitives } from '../library/manifest.ts';
import { support } from '../run/support.ts';

const forms = [
  ...basicForms,
  ...bindingForms,
  ...controlForms,
  ...quasiquoteForms,
  ...recordForms,
  ...lambdaStarForms,
  ...syntaxForms,
  ...syntaxMacros,
  ...moduleForms,
];

const folder = import.meta.dirname;

/** The base library. Its snapshot lies beside the bundled program; its files, in development, in scheme/. */
export const baseLayer: Layer = {
  name: 'scheme',
  environment: base,
  forms: [...forms, ...macros],
  primitives: [...primitives, ...environments],
  constants,
  folder: path.join(folder, '../../../scheme'),
  files,
  snapshot: path.join(folder, 'scheme-base.js'),
};

Object.assign(support, coreSupport);
let ready = false;

/** The base environment, filled on first use. */
export function baseEnvironment(): Environment {
  if (!ready) fill(baseLayer);
  ready = true;
  return base;
}

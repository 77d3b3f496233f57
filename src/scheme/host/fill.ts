// Filling a layer's environment, from its snapshot or from its files.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Node } from '../compile/ast.ts';
import { compileText, instantiate } from '../compile/compile.ts';
import { intern } from '../data/symbol.ts';
import { expandTop } from '../expand/body.ts';
import { readForms } from '../read/forms.ts';
import { evaluateSync } from '../run/evaluation.ts';
import { registers } from '../run/machine.ts';
import { definePrimitive, type Layer } from './layer.ts';
import { restore } from './restore.ts';
import { takeSnapshot } from './snapshot.ts';

function defineTables({ environment, forms, primitives, constants }: Layer): void {
  environment.borrows = false;
  for (const form of forms) environment.defineSyntax(intern(form.name), form);
  for (const [name, value] of constants) environment.define(intern(name)).v = value;
  for (const primitive of primitives) definePrimitive(environment, primitive);
}

function expandFiles({ environment, folder, files, name }: Layer): Node[] {
  const read = (file: string) => readForms(readFileSync(path.join(folder, file), 'utf8'), `${name}/${file}`);
  const forms = files.flatMap(read);
  return expandTop(forms, { scope: environment, environment, place: undefined, name: undefined });
}

/** Fills the layer's environment, from its snapshot if there is one; nothing in it changes afterwards. */
export function fill(layer: Layer): void {
  defineTables(layer);
  const { snapshot, environment } = layer;
  const restored =
    snapshot !== undefined && existsSync(snapshot) ? restore(snapshot, environment, true) : undefined;
  const top = restored ?? instantiate(compileText(expandFiles(layer), true));
  evaluateSync(() => top(registers.base));
  environment.freeze();
}

/** The text of the layer's snapshot, for a build to write. The layers below must be filled, this one must not. */
export function snapshotOf(layer: Layer): string {
  defineTables(layer);
  const tables = new Set([...layer.forms, ...layer.primitives].map(({ name }) => name));
  return takeSnapshot(compileText(expandFiles(layer), true), layer.environment, tables);
}

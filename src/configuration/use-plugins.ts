import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { complain, placeOf } from '../form/primitives.ts';
import { errorText, Fault } from '../model/fault.ts';
import { refuseUntrusted } from '../platform/trust.ts';
import { importPlugin, loadPluginFile, type PluginFile } from '../plugin/plugin-file.ts';
import {
  type Environment,
  nearest,
  type Place,
  type Primitive,
  plain,
  printed,
  SchemeSymbol,
  type Value,
} from '../scheme/index.ts';

/** Where `(use-plugins …)` of the file that is being loaded looks, and what it has found. */
export interface PluginScope {
  environment: Environment;
  /** First found first. */
  folders: string[];
  /** What a relative path is relative to. */
  base: string;
  /** Names of the plugins that ship, and are in scope already. */
  shipped: string[];
  /** Names of all plugins in scope; grows with what is used. */
  names: Set<string>;
  /** Filled with the names of plugins that could not be loaded: what they would define is not missed a second time. */
  failed: string[];
  /** Filled with the files that are used. */
  plugins: PluginFile[];
}

let current: PluginScope | null = null;

/** Loads a file whose `(use-plugins …)` looks in this scope. Loading is synchronous: there is one at a time. */
export function withPluginScope(scope: PluginScope, load: () => void): void {
  const outer = current;
  current = scope;
  try {
    load();
  } finally {
    current = outer;
  }
}

export const usePluginsPrimitives: Primitive[] = [
  plain('%use-plugin', 2, (name: Value, place: Value) => {
    if (current) usePlugin(name, placeOf(place), current);
    else complain(placeOf(place), 'use-plugins stands in a configuration file');
    return true;
  }),
];

function usePlugin(name: Value, place: Place | undefined, scope: PluginScope): void {
  const file = findPlugin(name, scope);
  // As with modules, a second use changes nothing: a herd may be loaded by a file that uses its plugins, too.
  if (scope.plugins.some(used => used.file === file)) return;
  scope.failed.push(basename(printed(name, 'display'), '.scm'));
  if (file === null) return complainOfUnknown(name, place, scope);
  try {
    refuseUntrusted(resolve(file));
  } catch (error) {
    return complain(place, errorText(error), error instanceof Fault ? error.hint : undefined);
  }
  const loaded = loadPluginFile(file);
  scope.plugins.push(loaded);
  if (loaded.complaints.every(({ severity }) => severity !== 'error')) scope.failed.pop();
  if (loaded.plugins.length === 0 && loaded.complaints.length === 0)
    complain(place, `${file} defines no plugin`);
  for (const plugin of loaded.plugins) {
    if (scope.names.has(plugin.name))
      complain(place, `there is a plugin '${plugin.name}' already`, 'give this one another name');
    scope.names.add(plugin.name);
    importPlugin(loaded, plugin, scope.environment);
  }
}

function findPlugin(name: Value, { folders, base }: PluginScope): string | null {
  if (typeof name === 'string') {
    const file = isAbsolute(name) ? name : join(base, name);
    return existsSync(file) ? file : null;
  }
  if (!(name instanceof SchemeSymbol)) return null;
  return folders.map(folder => join(folder, `${name.name}.scm`)).find(existsSync) ?? null;
}

function complainOfUnknown(
  name: Value,
  place: Place | undefined,
  { shipped, folders, base }: PluginScope,
): void {
  const text = printed(name, 'display');
  if (!(name instanceof SchemeSymbol))
    return complain(
      place,
      typeof name === 'string' ? `there is no file ${join(base, name)}` : `${text} names no plugin`,
      'plugins are named by a symbol, or by a file in a string',
    );
  if (shipped.includes(text)) return; // what ships is in scope already
  const near = nearest(text, shipped);
  const hint = near
    ? `did you mean '${near}', which ships and is in scope already?`
    : `looked for ${text}.scm in ${folders.join(', ')}`;
  complain(place, `there is no plugin '${text}'`, hint);
}

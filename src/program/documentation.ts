import { makeConfigurationLanguage } from '../configuration/language.ts';
import { FormType } from '../form/record.ts';
import {
  describeFields,
  describePlugin,
  type OptionDescription,
  type PluginDescription,
} from '../plugin/describe.ts';
import { PAR_MAP } from '../plugin/par-map.ts';
import { Cell, describe, type Environment, intern } from '../scheme/index.ts';
import { signature } from '../system/primitive.ts';
import { PRIMITIVES } from '../system/primitives.ts';
import { namedPlugins, pluginNames } from './plugin-files.ts';

/** What is told of a plugin, or of all in a file; undefined where the name is neither a plugin's nor a path. */
export function describeNamedPlugins(
  env: Record<string, string | undefined>,
  name: string,
): PluginDescription[] | undefined {
  const isPath = name.endsWith('.scm');
  if (!isPath && !pluginNames(env).includes(name)) return undefined;
  const { file, plugins } = namedPlugins(env, name);
  return plugins.map(plugin => describePlugin(file, plugin));
}

/** What is told of all plugins that ship. */
export const describeShipped = (): PluginDescription[] =>
  makeConfigurationLanguage().shipped.flatMap(file =>
    file.plugins.map(plugin => describePlugin(file, plugin)),
  );

/** What a monitor hook can ask of its machine, and how it asks several things at once. */
export const describePrimitives = () => [
  ...[...PRIMITIVES.values()].map(primitive => ({ ...primitive, signature: signature(primitive) })),
  PAR_MAP,
];

/** What a name of the Scheme means; of a form its fields, too. */
export interface NameDescription {
  name: string;
  text: string;
  fields?: OptionDescription[];
}

export function describeName(name: string): NameDescription | undefined {
  const { environment } = makeConfigurationLanguage();
  const form = formOf(name, environment);
  if (form) return { name, text: `(${name} (FIELD VALUE) …)`, fields: describeFields(form) };
  const text = describe(name, environment);
  return text === undefined ? undefined : { name, text };
}

function formOf(name: string, environment: Environment): FormType | undefined {
  const binding = environment.get(intern(`%${name}-form`));
  const value = binding instanceof Cell ? binding.v : undefined;
  return value instanceof FormType ? value : undefined;
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makeConfigurationLanguage } from '../configuration/language.ts';
import { Fault } from '../model/fault.ts';
import { refuseUntrusted } from '../platform/trust.ts';
import type { Plugin, Service } from '../plugin/plugin.ts';
import { loadPluginFile, type PluginFile } from '../plugin/plugin-file.ts';
import { nearest } from '../scheme/index.ts';
import { ConfigurationFault, configurationFile, pluginFolders } from './dog.ts';

type Environment = Record<string, string | undefined>;

/** A file of plugins, and which of its plugins are meant. */
export interface NamedPlugins {
  file: PluginFile;
  plugins: Plugin[];
}

/** What is watched with no configuration at all. */
export const defaultServices = (): Service[] => makeConfigurationLanguage().baseServices;

/** The files that ship, and those in the folders where a configuration's `(use-plugins name)` looks. */
export function allPluginFiles(env: Environment): PluginFile[] {
  const own = ownFolders(env)
    .filter(existsSync)
    .flatMap(folder =>
      readdirSync(folder)
        .sort()
        .map(name => join(folder, name)),
    )
    .filter(file => file.endsWith('.scm'));
  return [...makeConfigurationLanguage().shipped, ...own.map(loadTrusted)];
}

/** The names of all plugins whose files can be loaded. */
export const pluginNames = (env: Environment): string[] =>
  allPluginFiles(env).flatMap(({ plugins }) => plugins.map(({ name }) => name));

/**
 * The plugins that a person named: all of a file, or the one of this name among those that ship and one's own.
 * @throws Fault where there is none; ConfigurationFault with all that is wrong with its file
 */
export function namedPlugins(env: Environment, name: string): NamedPlugins {
  const file = isFileName(name) ? loadExisting(name) : undefined;
  const found = file ? { file, plugins: file.plugins } : pluginOfName(env, name);
  if (found.file.complaints.some(({ severity }) => severity === 'error'))
    throw new ConfigurationFault(found.file.complaints);
  if (found.plugins.length === 0)
    throw new Fault(`${name} defines no plugin`, "'sheepdog plugin new NAME' writes one to begin with");
  return found;
}

/** A path is told from a name by what no name has. */
const isFileName = (name: string) => name.includes('/') || name.endsWith('.scm');

function loadExisting(path: string): PluginFile {
  if (!existsSync(path)) throw new Fault(`there is no file ${path}`);
  return loadTrusted(path);
}

function pluginOfName(env: Environment, name: string): NamedPlugins {
  const files = allPluginFiles(env);
  for (const file of files) {
    const plugin = file.plugins.find(each => each.name === name);
    if (plugin) return { file, plugins: [plugin] };
  }
  const broken = files.find(({ file }) => basename(file) === `${name}.scm`);
  if (broken) return { file: broken, plugins: [] };
  const near = nearest(
    name,
    files.flatMap(({ plugins }) => plugins.map(plugin => plugin.name)),
  );
  const hint = near
    ? `did you mean '${near}'?`
    : "'sheepdog plugin list' lists them; a file is named by its path";
  throw new Fault(`there is no plugin '${name}'`, hint);
}

function ownFolders(env: Environment): string[] {
  const configuration = configurationFile(env);
  const beside = configuration ? [join(dirname(configuration), 'plugins')] : [];
  return [...new Set([...beside, ...pluginFolders(env)])];
}

function loadTrusted(file: string): PluginFile {
  refuseUntrusted(resolve(file));
  return loadPluginFile(file);
}

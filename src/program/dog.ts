import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  defaultService,
  type HerdConfigurationLanguage,
  makeConfigurationLanguage,
} from '../configuration/language.ts';
import { loadHerd } from '../configuration/load-herd.ts';
import type { Herd } from '../configuration/values.ts';
import { type Complaint, complaintText } from '../form/complaint.ts';
import { DEFAULT_ALERTS } from '../model/alert-settings.ts';
import { Fault } from '../model/fault.ts';
import { CANARY_PLUGIN } from '../model/message.ts';
import type { Relation } from '../model/relation.ts';
import { DEFAULT_RETENTION } from '../model/retention.ts';
import { configDirectories } from '../platform/paths.ts';
import { serviceLabel } from '../plugin/plugin.ts';
import type { PluginFile } from '../plugin/plugin-file.ts';
import { HerdReceivers, type PluginReceivers } from '../receiver/plugins.ts';
import type { Environment as SchemeEnvironment } from '../scheme/index.ts';

/** All that a configuration says, ready to be used. */
export interface Dog {
  /** The file it is from; null where there is none and the defaults hold. */
  file: string | null;
  herd: Herd;
  /** The files of plugins that ship, and those it uses besides. */
  plugins: PluginFile[];
  relations: Relation[];
  receivers: PluginReceivers;
  /** What the configuration defines, above its language. */
  environment: SchemeEnvironment;
  /** SHA-256 of the file of a plugin; null for one that is not known. */
  hashOf(plugin: string): string | null;
  /** What is doubtful in the configuration. */
  warnings: Complaint[];
}

type Environment = Record<string, string | undefined>;

/** The configuration file: `-c`, `$SHEEPDOG_CONFIG`, or the first server-config.scm there is; null where there is none. */
export function configurationFile(env: Environment, named: string | null = null): string | null {
  if (named ?? env.SHEEPDOG_CONFIG) return named ?? env.SHEEPDOG_CONFIG!;
  const files = configDirectories(env).map(directory => join(directory, 'server-config.scm'));
  return files.find(existsSync) ?? null;
}

/**
 * Loads the configuration, or the defaults where there is none.
 * @throws Fault that tells all that is wrong with it
 */
export function loadDog(env: Environment, file: string | null): Dog {
  const language = makeConfigurationLanguage();
  if (file === null) return dogOf(null, defaultHerd(language), language.shipped, [], language.environment);
  const { herd, complaints, plugins, environment } = loadHerd(file, language, pluginFolders(env));
  if (!herd) throw new ConfigurationFault(complaints);
  return dogOf(file, herd, [...language.shipped, ...plugins], complaints, environment);
}

/** The complaints of a configuration that cannot be used, all of them, as text. */
export class ConfigurationFault extends Fault {
  readonly complaints: Complaint[];
  constructor(complaints: Complaint[]) {
    super(complaints.map(complaintText).join('\n'));
    this.complaints = complaints;
  }
}

/** Where `(use-plugins name)` looks besides the folder of the configuration. */
export function pluginFolders(env: Environment): string[] {
  return configDirectories(env).map(directory => join(directory, 'plugins'));
}

function defaultHerd({ baseServices, baseRules }: HerdConfigurationLanguage): Herd {
  const machine = (name: string) => ({
    name,
    services: baseServices,
    expectedJobs: [],
    dependsOn: [],
    alwaysOn: true,
  });
  return {
    queue: null,
    machine,
    machines: [],
    rules: baseRules,
    notifiers: [],
    alerting: DEFAULT_ALERTS,
    retention: DEFAULT_RETENTION,
    informAllowed: [],
    directAfter: null,
    alive: { url: null, queue: null, interval: 0 },
  };
}

/** All that follows from a herd and the files of its plugins. */
export function dogOf(
  file: string | null,
  herd: Herd,
  files: PluginFile[],
  warnings: Complaint[],
  environment: SchemeEnvironment,
): Dog {
  const plugins = files.flatMap(({ plugins: defined, hash }) => defined.map(plugin => ({ plugin, hash })));
  const hashes = new Map(plugins.map(({ plugin, hash }) => [plugin.name, hash]));
  const hashOf = (plugin: string) => hashes.get(plugin) ?? null;
  const canary = plugins
    .filter(({ plugin }) => plugin.name === CANARY_PLUGIN)
    .map(each => defaultService(each.plugin))[0];
  const receivers = new HerdReceivers((host, plugin, label) => {
    const services = herd.machine(host).services.filter(service => service.plugin.name === plugin);
    const service =
      services.find(each => serviceLabel(each) === label) ?? (plugin === CANARY_PLUGIN ? canary : null);
    return service ? { service, hash: hashOf(plugin) } : null;
  });
  return {
    file,
    herd,
    plugins: files,
    relations: plugins.flatMap(({ plugin }) => plugin.relations),
    receivers,
    environment,
    hashOf,
    warnings,
  };
}

// Plugins that were redefined while the dog runs, in the place of those of the configuration.
import { createHash } from 'node:crypto';
import type { FormType } from '../form/record.ts';
import { FormRecord } from '../form/record.ts';
import { Fault } from '../model/fault.ts';
import { configurationForm } from '../plugin/describe.ts';
import { hookTrouble } from '../plugin/hooks.ts';
import { type Plugin, Service } from '../plugin/plugin.ts';
import type { PluginFile } from '../plugin/plugin-file.ts';
import { callProcedureNow, type Environment, isEqual, type Value } from '../scheme/index.ts';
import { type Dog, dogOf } from './dog.ts';

/** A plugin as it was typed, and the services that were made of it. */
export interface LivePlugin {
  readonly plugin: Plugin;
  readonly file: PluginFile;
  readonly form: FormType;
  /** By the service they stand for: a service remembers what it saw last, and so has to stay the same one. */
  readonly services: WeakMap<Service, Service>;
}

/** @param text what was typed: its hash tells machine and server whether they have the same */
export function livePlugin(plugin: Plugin, text: string, environment: Environment): LivePlugin {
  const hash = createHash('sha256').update(text).digest('hex');
  const file = { file: environment.file, hash, plugins: [plugin], environment, complaints: [] };
  return { plugin, file, form: configurationForm(file, plugin), services: new WeakMap() };
}

/**
 * A configuration with these plugins, by name, in the place of its own.
 * @throws Fault where one does not fit the services that the configuration has
 */
export function withLivePlugins(dog: Dog, live: ReadonlyMap<string, LivePlugin>): Dog {
  const replaced = (service: Service): Service => {
    const instead = live.get(service.plugin.name);
    return instead ? serviceInstead(service, instead) : service;
  };
  const machines = dog.herd.machines.map(each => ({ ...each, services: each.services.map(replaced) }));
  const machine = (name: string) => {
    const found = dog.herd.machine(name);
    return { ...found, services: found.services.map(replaced) };
  };
  for (const { services } of [dog.herd.machine(''), ...dog.herd.machines]) services.forEach(replaced);
  const kept = dog.plugins.map(file => ({
    ...file,
    plugins: file.plugins.filter(({ name }) => !live.has(name)),
  }));
  const files = [...kept, ...[...live.values()].map(({ file }) => file)];
  return dogOf(dog.file, { ...dog.herd, machine, machines }, files, dog.warnings, dog.environment);
}

function serviceInstead(service: Service, { plugin, form, services }: LivePlugin): Service {
  let made = services.get(service);
  if (!made) {
    made = new Service(plugin, configurationInstead(service.configuration, form));
    const trouble = hookTrouble(made);
    if (trouble !== null) throw new Fault(trouble);
    services.set(service, made);
  }
  return made;
}

/** The options as they were given; those that were not, as the new plugin has them by default. */
function configurationInstead(before: FormRecord, form: FormType): FormRecord {
  const values = new Map<string, Value>();
  for (const { name, type, predicate, makeDefault } of form.fields) {
    const given = givenValue(before, name);
    if (given === undefined && makeDefault === null)
      throw new Fault(`option '${name}' is not in the configuration`, 'give it a default');
    const value = given ?? callProcedureNow(makeDefault!, []);
    if (callProcedureNow(predicate, [value]) === false)
      throw new Fault(
        `option '${name}' is no ${type} in the configuration`,
        'reload a configuration that fits',
      );
    values.set(name, value);
  }
  return new FormRecord(form, values, before.place);
}

function givenValue({ type, values }: FormRecord, name: string): Value | undefined {
  const value = values.get(name);
  const makeDefault = type.field(name)?.makeDefault ?? null;
  if (value === undefined || makeDefault === null) return value;
  return isEqual(value, callProcedureNow(makeDefault, [])) ? undefined : value;
}

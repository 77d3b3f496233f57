import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Cron } from 'croner';
import { parseWindow } from '../clock/window.ts';
import type { Complaint } from '../form/complaint.ts';
import { goalConstructor } from '../form/goal.ts';
import { complain, placeOf } from '../form/primitives.ts';
import { FormRecord } from '../form/record.ts';
import { ALERT_RELATION } from '../model/core-relations.ts';
import { EXPECTED_RELATION } from '../model/expected.ts';
import { packageRoot } from '../platform/package-root.ts';
import { configurationForm } from '../plugin/describe.ts';
import { pluginLanguage } from '../plugin/language.ts';
import { type Plugin, Service } from '../plugin/plugin.ts';
import { importPlugin, keepShippedFile, loadShippedFile, type PluginFile } from '../plugin/plugin-file.ts';
import { parseQueueAddress } from '../queue/address.ts';
import {
  arrayToList,
  callProcedureNow,
  type Environment,
  evaluateNow,
  fill,
  intern,
  type Layer,
  listToArray,
  makeEnvironment,
  NIL,
  type Primitive,
  plain,
  predicate,
  type SchemeSymbol,
  type Value,
} from '../scheme/index.ts';
import { NOTIFIER } from './read-notifier.ts';
import { usePluginsPrimitives } from './use-plugins.ts';
import { Rule } from './values.ts';

const SHIPPED = join(packageRoot(), 'plugins');

/** The language of server-config.scm, and the plugins that are in scope in it. */
export interface HerdConfigurationLanguage {
  environment: Environment;
  shipped: PluginFile[];
  /** What is watched with no configuration at all: each plugin that ships and has no option that must be given. */
  baseServices: Service[];
  /** What is asked with no configuration at all. */
  baseRules: Rule[];
}

/**
 * The language of server-config.scm, as a layer over that of plugins.
 * @param baseServices what `%base-services` is
 */
export function herdLayer(environment: Environment, baseServices: Service[]): Layer {
  return {
    name: 'scheme/herd',
    environment,
    forms: [],
    primitives: [...primitives, ...usePluginsPrimitives],
    constants: [
      ['%base-services', arrayToList(baseServices)],
      [BASE_RULES, NIL],
    ],
    folder: join(packageRoot(), 'scheme/herd'),
    files: ['notifiers.scm', 'alerts.scm', 'herd.scm', 'relations.scm'],
    snapshot: join(import.meta.dirname, 'scheme-configuration.js'),
  };
}

/** Makes the language of server-config.scm; a test hands over a folder of plugins of its own. */
export function makeConfigurationLanguage(folder = SHIPPED): HerdConfigurationLanguage {
  const environment = makeEnvironment('scheme/herd', pluginLanguage());
  const shipped = shippedFiles(folder).map(file => loadShippedFile(file, shownAs(file)));
  const broken = shipped.flatMap(file => file.complaints);
  if (broken.length > 0) throw new BrokenPlugins(broken);
  for (const file of shipped) for (const plugin of file.plugins) importPlugin(file, plugin, environment);
  const baseServices = shipped
    .flatMap(file => file.plugins.filter(plugin => needsNothing(file, plugin)))
    .map(defaultService);
  for (const relation of [EXPECTED_RELATION, ALERT_RELATION])
    environment.define(intern(relation.name)).v = goalConstructor(relation);
  fill(herdLayer(environment, baseServices));
  return { environment, shipped, baseServices, baseRules: loadBaseRules(environment) };
}

const BASE_RULES = '%base-rules';

/** They speak of the relations of plugins that ship, and so are read when these are known. */
function loadBaseRules(environment: Environment): Rule[] {
  const file = join(packageRoot(), 'scheme/herd/rules.scm');
  const rules = evaluateNow(readFileSync(file, 'utf8'), environment, { file: 'scheme/herd/rules.scm' });
  environment.define(intern(BASE_RULES)).v = rules;
  return listToArray(rules) as Rule[];
}

/** Plugins that ship have errors: the installation is broken. */
export class BrokenPlugins extends Error {
  readonly complaints: Complaint[];
  constructor(complaints: Complaint[]) {
    super(`the plugins that ship have errors: ${complaints[0]?.message}`);
    this.complaints = complaints;
  }
}

const needsNothing = (file: PluginFile, plugin: Plugin): boolean =>
  configurationForm(file, plugin).fields.every(({ makeDefault }) => makeDefault !== null);

/** A service of a plugin with all its options as by default. */
export function defaultService(plugin: Plugin): Service {
  return new Service(plugin, callProcedureNow(plugin.makeDefault, [false]) as FormRecord);
}

/** Compiles the plugins that ship into a folder, for the build. */
export function keepShipped(folder: string): void {
  for (const file of shippedFiles(SHIPPED)) keepShippedFile(file, shownAs(file), folder);
}

const shownAs = (file: string): string => `plugins/${basename(file)}`;

function shippedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter(name => name.endsWith('.scm'));
  return names.sort().map(name => join(folder, name));
}

const primitives: Primitive[] = [
  predicate(
    '%of-form?',
    2,
    (value: Value, form: SchemeSymbol) => value instanceof FormRecord && value.type.name === form.name,
  ),
  predicate(
    '%notifier?',
    1,
    (value: Value) => value instanceof FormRecord && value.type.name.endsWith(NOTIFIER),
  ),
  predicate('%time-window?', 1, (text: string) => parseWindow(text) !== null),
  predicate('%http-url?', 1, isHttpUrl),
  predicate('%queue-address?', 1, (text: string) => succeeds(() => parseQueueAddress(text))),
  predicate(
    '%schedule?',
    1,
    (text: string) => /^\S+( \S+){4}$/.test(text) && succeeds(() => new Cron(text, { paused: true })),
  ),
  predicate('%timezone?', 1, (text: string) =>
    succeeds(() => new Intl.DateTimeFormat('en', { timeZone: text })),
  ),
  predicate('rule?', 1, (value: Value) => value instanceof Rule, 'Is it a rule?'),
  plain('%make-rule', 7, makeRule),
];

function makeRule(
  name: SchemeSymbol,
  variables: Value,
  place: Value,
  synopsis: Value,
  interval: Value,
  ask: Value,
  effect: Value,
): Rule {
  const where = placeOf(place);
  if (typeof synopsis !== 'string') complain(where, `rule ${name.name}: the synopsis must be a string`);
  if (!Number.isSafeInteger(interval) || Number(interval) <= 0)
    complain(where, `rule ${name.name}: the interval must be a duration`, 'as (hours 1)');
  const names = (listToArray(variables) as SchemeSymbol[]).map(variable => variable.name);
  return new Rule({
    name: name.name,
    variables: names,
    place: where,
    synopsis: String(synopsis),
    interval: Number(interval),
    ask,
    effect,
  });
}

/** A password in it would be shown wherever the configuration is; a secret file signs what is sent. */
function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

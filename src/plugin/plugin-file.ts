import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Complaint, collectComplaints, placeIn } from '../form/complaint.ts';
import { placeOfRelation } from '../form/goal.ts';
import { watchHiding } from '../form/hiding.ts';
import { unboundComplaints, watchUnbound } from '../form/unbound.ts';
import type { Relation } from '../model/relation.ts';
import {
  type Environment,
  evaluateAllNow,
  evaluateKept,
  fileSnapshot,
  intern,
  makeEnvironment,
  type SchemeError,
} from '../scheme/index.ts';
import { LOADING } from './hooks.ts';
import { pluginLanguage } from './language.ts';
import { Plugin } from './plugin.ts';

/** A file of plugins, loaded; without errors its plugins can be used. */
export interface PluginFile {
  file: string;
  /** SHA-256 of the text, hexadecimal: tells whether machine and server have the same. */
  hash: string;
  plugins: Plugin[];
  environment: Environment;
  complaints: Complaint[];
}

const TIME_LIMIT = 5_000;

/** Loads a file of plugins into an environment of its own. Reads; never waits, and never touches the network. */
export function loadPluginFile(file: string, shownAs = file): PluginFile {
  const text = readFileSync(file, 'utf8');
  const environment = makeEnvironment(shownAs, pluginLanguage());
  const errors: SchemeError[] = [];
  const hiding = watchHiding(environment);
  const unbound = watchUnbound(environment);
  const complaints = collectComplaints(() => {
    errors.push(...evaluateAllNow(text, environment, { timeLimit: TIME_LIMIT, context: LOADING }).errors);
  }, shownAs);
  const plugins = pluginsOf(environment);
  const taken = plugins.flatMap(({ relations }) => relations).filter(isTaken);
  return {
    file,
    hash: hashOf(text),
    plugins,
    environment,
    complaints: inOrder([
      ...complaints,
      ...errors.map(error => complaintOf(error, shownAs)),
      ...unboundComplaints(unbound(), environment, errors, complaints),
      ...taken.map(complaintOfTaken),
      ...hiding(),
    ]),
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Where the build keeps what it compiled of the plugins that ship. */
const KEPT = join(import.meta.dirname, 'plugins');

/** A file is kept by the hash of its text. */
const keptAs = (hash: string, folder: string) => join(folder, `${hash}.js`);

/** Loads a file that ships: what the build compiled of it, unless somebody has changed it since. */
export function loadShippedFile(file: string, shownAs: string, folder = KEPT): PluginFile {
  const hash = hashOf(readFileSync(file, 'utf8'));
  const kept = keptAs(hash, folder);
  if (!existsSync(kept)) return loadPluginFile(file, shownAs);
  const environment = makeEnvironment(shownAs, pluginLanguage());
  const complaints = collectComplaints(() => {
    evaluateKept(kept, environment, { timeLimit: TIME_LIMIT, context: LOADING });
  }, shownAs);
  return { file, hash, plugins: pluginsOf(environment), environment, complaints };
}

/** Compiles a file that ships, for the build; it has no errors, or the tests would not have passed. */
export function keepShippedFile(file: string, shownAs: string, folder: string): void {
  const text = readFileSync(file, 'utf8');
  const snapshot = fileSnapshot(text, makeEnvironment(shownAs, pluginLanguage()));
  writeFileSync(keptAs(hashOf(text), folder), snapshot);
}

/**
 * What of a plugin's file others see: its configuration and accessors, its service type, its relations, and what has its
 * own name: a procedure that makes a service of it in one line.
 */
export function importPlugin({ environment }: PluginFile, plugin: Plugin, into: Environment): void {
  const relations = new Set(plugin.relations.filter(relation => !isTaken(relation)).map(({ name }) => name));
  const prefix = `${plugin.name}-configuration`;
  for (const [symbol, binding] of environment.own()) {
    const { name } = symbol;
    const isPublic =
      name === plugin.name ||
      name === prefix ||
      name.startsWith(`${prefix}-`) ||
      name === `${plugin.name}-service-type`;
    if (isPublic || relations.has(name)) into.bind(intern(name), binding);
  }
}

/**
 * A Scheme error as a complaint.
 * @param file the one that a person wrote: an error within what it calls is told where it is called
 */
export function complaintOf(error: SchemeError, file?: string): Complaint {
  const { place, message, hint } = error;
  return { severity: 'error', place: placeIn(file, place, () => error.calls), message, hint };
}

/** Complaints as they stand in the file. */
export function inOrder(complaints: Complaint[]): Complaint[] {
  return complaints.sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}

/** Does the base library, or the language of plugins, bind the relation's name? */
const isTaken = ({ name }: Relation): boolean => pluginLanguage().get(intern(name)) !== undefined;

function complaintOfTaken(relation: Relation): Complaint {
  const message = `a relation cannot be called '${relation.name}': that is something else already`;
  const hint = 'take a word that nobody uses for anything else, as scrubbed or mounted';
  return { severity: 'error', place: placeOfRelation(relation), message, hint };
}

function pluginsOf(environment: Environment): Plugin[] {
  const values = [...environment.own()].map(([, binding]) => (binding as { v?: unknown }).v);
  return values.filter(value => value instanceof Plugin);
}

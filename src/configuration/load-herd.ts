import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Complaint, collectComplaints } from '../form/complaint.ts';
import { watchHiding } from '../form/hiding.ts';
import { FormRecord } from '../form/record.ts';
import { unboundComplaints, watchUnbound } from '../form/unbound.ts';
import { errorText, Fault } from '../model/fault.ts';
import { refuseUntrusted } from '../platform/trust.ts';
import { LOADING } from '../plugin/hooks.ts';
import { complaintOf, inOrder, type PluginFile } from '../plugin/plugin-file.ts';
import {
  type Environment,
  evaluateAllNow,
  makeEnvironment,
  printed,
  type SchemeError,
  UNSPECIFIED,
  type Value,
} from '../scheme/index.ts';
import { herdComplaints } from './herd-complaints.ts';
import type { HerdConfigurationLanguage } from './language.ts';
import { readHerd } from './read-herd.ts';
import { withPluginScope } from './use-plugins.ts';
import type { Herd } from './values.ts';

/** What came of loading a server-config.scm; the herd is null when there is an error among the complaints. */
export interface LoadedHerd {
  herd: Herd | null;
  complaints: Complaint[];
  /** Files of plugins it uses besides those that ship. */
  plugins: PluginFile[];
  /** What the file defines. */
  environment: Environment;
}

const TIME_LIMIT = 10_000;

/**
 * Loads a configuration: all that is wrong with it is told at once. Opens no secret and no network.
 * @param pluginFolders where (use-plugins name) looks, first found first, after the configuration's own folder
 */
export function loadHerd(
  file: string,
  language: HerdConfigurationLanguage,
  pluginFolders: string[],
): LoadedHerd {
  const text = readText(file);
  refuseUntrusted(resolve(file));
  const environment = makeEnvironment(file, language.environment);
  const plugins: PluginFile[] = [];
  const folders = [join(dirname(file), 'plugins'), dirname(file), ...pluginFolders];
  const hiding = watchHiding(environment);
  const unbound = watchUnbound(environment);
  let value: Value | undefined;
  const errors: SchemeError[] = [];
  const shipped = language.shipped.flatMap(({ plugins: found }) => found.map(plugin => plugin.name));
  const scope = {
    environment,
    folders,
    base: dirname(file),
    shipped,
    names: new Set(shipped),
    failed: [] as string[],
    plugins,
  };
  const noted = collectComplaints(
    () =>
      withPluginScope(scope, () => {
        const result = evaluateAllNow(text, environment, { timeLimit: TIME_LIMIT, context: LOADING });
        value = result.value;
        errors.push(...result.errors.filter(error => !isMissed(error.message, scope.failed)));
      }),
    file,
  );
  const free = unbound().filter(({ name }) => !isMissed(`unbound variable: ${name}`, scope.failed));
  const complaints = [
    ...inOrder([
      ...noted,
      ...errors.map(error => complaintOf(error, file)),
      ...unboundComplaints(free, environment, errors, noted),
      ...hiding(),
    ]),
    ...plugins.flatMap(plugin => plugin.complaints),
  ];
  if (complaints.some(complaint => complaint.severity === 'error'))
    return { herd: null, complaints, plugins, environment };
  if (!(value instanceof FormRecord) || value.type.name !== 'herd')
    return { herd: null, complaints: [...complaints, noHerd(file, value)], plugins, environment };
  const herd = readHerd(value);
  const more = herdComplaints(value, herd, [...scope.names]);
  const isWrong = more.some(({ severity }) => severity === 'error');
  return { herd: isWrong ? null : herd, complaints: [...complaints, ...more], plugins, environment };
}

/** Is it only that a plugin was not loaded, which was complained of? */
function isMissed(message: string, failed: string[]): boolean {
  const name = /^unbound variable: (.*)-(?:service-type|configuration)/.exec(message)?.[1];
  return name !== undefined && failed.includes(name);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault(`cannot read the configuration ${file}: ${errorText(error)}`);
  }
}

function noHerd(file: string, value: Value | undefined): Complaint {
  const shown =
    value === undefined || value === UNSPECIFIED ? 'nothing' : printed(value, 'write').slice(0, 60);
  return {
    severity: 'error',
    place: { file, line: 1, column: 1 },
    message: `the last value of the file must be a herd, but is ${shown}`,
    hint: 'end the file with (herd …)',
  };
}

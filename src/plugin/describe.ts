import { FormType } from '../form/record.ts';
import type { Relation } from '../model/relation.ts';
import { Cell, callProcedureNow, describe, printed, type Value } from '../scheme/index.ts';
import type { Plugin } from './plugin.ts';
import type { PluginFile } from './plugin-file.ts';

/** An option as it is declared. */
export interface OptionDescription {
  name: string;
  type: string;
  /** As it would be written; null where it must be given. */
  default: string | null;
  doc: string;
}

/** What a plugin says of itself. */
export interface PluginDescription {
  name: string;
  synopsis: string;
  file: string;
  /** Has it a hook on the machine, on the server? */
  monitor: boolean;
  receiver: boolean;
  /** What the monitor needs root for; null where anybody sees it. */
  needsRoot: string | null;
  options: OptionDescription[];
  relations: Relation[];
  examples: string[];
  /** What the procedure of its name says of itself, which makes a service in one line; null where there is none. */
  procedure: string | null;
}

export function describePlugin(file: PluginFile, plugin: Plugin): PluginDescription {
  const { name, synopsis, needsRoot, monitor, receiver, relations, examples } = plugin;
  return {
    name,
    synopsis,
    file: file.file,
    monitor: monitor !== null,
    receiver: receiver !== null,
    needsRoot,
    options: describeFields(configurationForm(file, plugin)),
    relations: [...relations],
    examples: examples.map(({ title }) => title),
    procedure: ownProcedure(file, plugin),
  };
}

function ownProcedure({ environment }: PluginFile, { name, relations }: Plugin): string | null {
  const isOwn = [...environment.own()].some(([symbol]) => symbol.name === name);
  if (!isOwn || relations.some(relation => relation.name === name)) return null;
  return describe(name, environment) ?? null;
}

/** The form of NAME-configuration. */
export function configurationForm({ environment }: PluginFile, { name }: Plugin): FormType {
  const values = [...environment.own()].map(([, binding]) =>
    binding instanceof Cell ? binding.v : undefined,
  );
  const form = values.find(value => value instanceof FormType && value.name === `${name}-configuration`);
  return form as FormType;
}

/** The fields of a form; durations as a person writes them. */
export function describeFields(form: FormType): OptionDescription[] {
  return form.fields.map(({ name, type, makeDefault, doc }) => ({
    name,
    type,
    default: makeDefault === null ? null : written(type, callProcedureNow(makeDefault, [])),
    doc,
  }));
}

const UNITS: [name: string, milliseconds: number][] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
];

/** A default longer than this tells a person less than its documentation. */
const LONGEST_DEFAULT = 60;

function written(type: string, value: Value): string {
  if (type.endsWith('duration') && typeof value === 'number' && value > 0) {
    const unit = UNITS.find(([, size]) => value % size === 0);
    if (unit) return `(${unit[0]} ${value / unit[1]})`;
  }
  const text = printed(value, 'write');
  if (text.length > LONGEST_DEFAULT) return '…';
  return text.startsWith('(') ? `'${text}` : text;
}

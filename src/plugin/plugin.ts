import type { FormRecord } from '../form/record.ts';
import type { Relation } from '../model/relation.ts';
import type { Place, Printable, Value } from '../scheme/index.ts';

/** An example of a plugin: run by `sheepdog plugin test`, and documentation at the same time. Thunks of Scheme. */
export interface Example {
  title: string;
  place: Place | undefined;
  configuration: Value;
  message: Value;
  effects: Value;
}

/** What `define-plugin` makes: the value of NAME-service-type. */
export class Plugin implements Printable {
  readonly name: string;
  readonly place: Place | undefined;
  readonly synopsis: string;
  /** What its monitor needs root for, to see all there is; null where anybody sees it. */
  readonly needsRoot: string | null;
  /** Procedure from the place of the form that asks to the configuration of all defaults. */
  readonly makeDefault: Value;
  /** Procedure from a configuration to the hook; null where there is none. */
  readonly monitor: Value | null;
  readonly receiver: Value | null;
  readonly examples: readonly Example[];
  readonly relations: readonly Relation[];

  constructor(parts: Omit<Plugin, 'printed'>) {
    this.name = parts.name;
    this.place = parts.place;
    this.synopsis = parts.synopsis;
    this.needsRoot = parts.needsRoot;
    this.makeDefault = parts.makeDefault;
    this.monitor = parts.monitor;
    this.receiver = parts.receiver;
    this.examples = parts.examples;
    this.relations = parts.relations;
  }

  printed(): string {
    return `#<service-type ${this.name}>`;
  }
}

/** A plugin and its configuration: `(service disk-service-type (disk-configuration …))`. */
export class Service implements Printable {
  readonly plugin: Plugin;
  readonly configuration: FormRecord;
  constructor(plugin: Plugin, configuration: FormRecord) {
    this.plugin = plugin;
    this.configuration = configuration;
  }
  printed(write: (part: Value) => string): string {
    return `(service ${this.plugin.name}-service-type ${write(this.configuration)})`;
  }
}

/** What tells several services of one plugin apart on a machine: their option `name`, where the plugin has one. */
export function serviceLabel(service: Service): string | null {
  const name = service.configuration.values.get('name');
  return typeof name === 'string' ? name : null;
}

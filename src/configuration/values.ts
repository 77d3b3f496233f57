import type { AlertSettings } from '../model/alert-settings.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import type { Retention } from '../model/retention.ts';
import type { Service } from '../plugin/plugin.ts';
import type { Place, Printable, Value } from '../scheme/index.ts';

/** What `define-rule` makes: a question asked on a schedule, whose answers are findings. */
export class Rule implements Printable {
  readonly name: string;
  /** What an answer has values for, by name. */
  readonly variables: readonly string[];
  readonly place: Place | undefined;
  readonly synopsis: string;
  /** Milliseconds between two askings. */
  readonly interval: number;
  /** Thunk: the answers, a list with one list of values for each. */
  readonly ask: Value;
  /** Procedure from the values of an answer to an effect. */
  readonly effect: Value;
  constructor(parts: Omit<Rule, 'printed'>) {
    this.name = parts.name;
    this.variables = parts.variables;
    this.place = parts.place;
    this.synopsis = parts.synopsis;
    this.interval = parts.interval;
    this.ask = parts.ask;
    this.effect = parts.effect;
  }
  printed(): string {
    return `#<rule ${this.name}>`;
  }
}

/** A job that should run. */
export interface ExpectedJob {
  tag: string;
  schedule: string;
  timezone: string | null;
  grace: number;
  longest: number | null;
}

/** One machine of the herd, with all that applies to it. */
export interface Machine {
  name: string;
  services: Service[];
  expectedJobs: ExpectedJob[];
  dependsOn: string[];
  alwaysOn: boolean;
}

/** The herd, checked. */
export interface Herd {
  queue: string | null;
  /** The named machine, or what applies to one that is not named. */
  machine(name: string): Machine;
  machines: Machine[];
  rules: Rule[];
  notifiers: NotifierSettings[];
  /** When something is told, and when not. */
  alerting: AlertSettings;
  /** How long what is stored is kept. */
  retention: Retention;
  /** Mail addresses and domains that jobs may name with --inform. */
  informAllowed: string[];
  /** Milliseconds without its queue after which a machine tells by itself what goes bad on it; null for never. */
  directAfter: number | null;
  /** Who outside is told every `interval` milliseconds, while the dog itself is well: by a URL, through the queue of another. */
  alive: { url: string | null; queue: string | null; interval: number };
}

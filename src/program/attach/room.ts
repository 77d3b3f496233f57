// Where what is typed at a daemon's prompt is evaluated.
import { Plugin } from '../../plugin/plugin.ts';
import {
  type Environment,
  evaluate,
  makeEnvironment,
  openEnvironment,
  services as outputs,
  type Value,
} from '../../scheme/index.ts';
import type { Dog } from '../dog.ts';
import { type LivePlugin, livePlugin } from '../live-plugin.ts';

/** What a prompt can reach of its daemon. */
export interface Attachable {
  dog: () => Dog;
  redefine: (live: LivePlugin) => void;
  /** The store that this daemon fills; null where it fills none. */
  store: string | null;
}

const LIMITS = { timeLimit: 10_000, memoryLimit: 128 * 2 ** 20 };
const NAME = 'prompt';

/** The names of one connection: those it defines, the configuration's, and the relations of the store. */
export class Room {
  readonly #attachable: Attachable;
  readonly #environment: Environment;
  readonly #known: Set<Plugin>;

  private constructor(attachable: Attachable, environment: Environment) {
    this.#attachable = attachable;
    this.#environment = environment;
    openEnvironment(environment);
    this.#known = new Set(attachable.dog().plugins.flatMap(({ plugins }) => plugins));
  }

  static async open(attachable: Attachable): Promise<Room> {
    const { environment } = attachable.dog();
    const names =
      attachable.store === null ? environment : await withQuestions(attachable.store, environment);
    return new Room(attachable, makeEnvironment(NAME, names));
  }

  /** Evaluates forms; plugins they define take the place of those of their name. */
  async evaluate(text: string, firstLine: number, signal: AbortSignal): Promise<Value> {
    try {
      return await this.#valueOf(text, firstLine, signal);
    } finally {
      for (const plugin of this.#defined()) this.#redefine(plugin, text);
    }
  }

  #redefine(plugin: Plugin, text: string): void {
    this.#known.add(plugin);
    this.#attachable.redefine(livePlugin(plugin, text, this.#environment));
    const { herd } = this.#attachable.dog();
    const services = [herd.machine(''), ...herd.machines].flatMap(machine => machine.services);
    const said = services.some(service => service.plugin === plugin)
      ? 'is in force until the next reload'
      : 'is used by no service of the configuration';
    outputs.write(`;; plugin ${plugin.name} ${said}\n`);
  }

  async #valueOf(text: string, firstLine: number, signal: AbortSignal): Promise<Value> {
    const { store } = this.#attachable;
    const limits = { ...LIMITS, firstLine, signal };
    if (store === null) return evaluate(text, this.#environment, limits);
    const { Asker } = await import('../../ask/asker.ts');
    const asker = Asker.open(store);
    try {
      return await asker.evaluate(text, this.#environment, limits);
    } finally {
      asker.close();
    }
  }

  #defined(): Plugin[] {
    const values = [...this.#environment.own()].map(([, binding]) => (binding as { v?: unknown }).v);
    return values.filter(value => value instanceof Plugin).filter(plugin => !this.#known.has(plugin));
  }
}

/** A configuration, with the relations of the store that it does not speak of. What both name means what it means in a plugin. */
async function withQuestions(store: string, configuration: Environment): Promise<Environment> {
  const [{ Asker }, { questionEnvironment }] = await Promise.all([
    import('../../ask/asker.ts'),
    import('../../ask/environment.ts'),
  ]);
  const asker = Asker.open(store);
  const questions = questionEnvironment(asker.relations);
  asker.close();
  const environment = makeEnvironment(NAME, configuration);
  for (let at: Environment | undefined = questions; at !== undefined; at = at.inherited)
    for (const [name, binding] of at.own())
      if (environment.get(name) === undefined) environment.bind(name, binding);
  return environment;
}

// Where what is typed at a daemon's prompt is evaluated.
import type { Asker } from '../../ask/asker.ts';
import { systemClock } from '../../clock/clock.ts';
import { Fault } from '../../model/fault.ts';
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
/** Milliseconds for which a question may keep all else in the daemon waiting. */
const LONGEST_HOLD = 2_000;
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

  /** What a line that begins with a comma asks for, in lines of text. */
  async tell(line: string): Promise<string> {
    const { tell } = await import('./telling.ts');
    return this.#withAsker(async asker => tell(line, this.#environment, asker));
  }

  async #valueOf(text: string, firstLine: number, signal: AbortSignal): Promise<Value> {
    const limits = { ...LIMITS, firstLine, signal };
    const hold = watchHold();
    try {
      return await this.#withAsker(asker =>
        asker === null
          ? evaluate(text, this.#environment, limits)
          : asker.evaluate(text, this.#environment, { ...limits, interrupted: hold.look }),
      );
    } finally {
      hold.end();
    }
  }

  /** Asks the store as it is now; null where there is none. */
  async #withAsker<T>(work: (asker: Asker | null) => Promise<T>): Promise<T> {
    const { store } = this.#attachable;
    if (store === null) return work(null);
    const { Asker } = await import('../../ask/asker.ts');
    const asker = Asker.open(store);
    try {
      return await work(asker);
    } finally {
      asker.close();
    }
  }

  #defined(): Plugin[] {
    const values = [...this.#environment.own()].map(([, binding]) => (binding as { v?: unknown }).v);
    return values.filter(value => value instanceof Plugin).filter(plugin => !this.#known.has(plugin));
  }
}

/**
 * While SQLite looks for a row nothing else of the daemon has its turn.
 * @returns what throws when that has been so for too long
 */
function watchHold(): { look: () => boolean; end: () => void } {
  let lastTurn = systemClock.monotonic();
  const timer = setInterval(() => {
    lastTurn = systemClock.monotonic();
  }, LONGEST_HOLD / 10);
  const look = () => {
    if (systemClock.monotonic() - lastTurn < LONGEST_HOLD) return false;
    throw new Fault(
      `this question held up the daemon for ${LONGEST_HOLD / 1000} seconds`,
      'ask it by sheepdog repl or sheepdog query, which are processes of their own',
    );
  };
  return { look, end: () => clearInterval(timer) };
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

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Asker } from '../ask/asker.ts';
import { questionEnvironment } from '../ask/environment.ts';
import { configDirectories } from '../platform/paths.ts';
import { refuseUntrusted } from '../platform/trust.ts';
import { evaluateNow, makeEnvironment, type Environment as SchemeEnvironment } from '../scheme/index.ts';

type Environment = Record<string, string | undefined>;

/** The file of a user's own relations, beside the configuration. */
const OWN_RELATIONS = 'relations.scm';

/** Where questions are typed: a store, and all names that a question can use. */
export class QuestionPlace {
  readonly asker: Asker;
  readonly environment: SchemeEnvironment;
  readonly #env: Environment;
  #isWhole = false;

  /** @throws Fault where the store cannot be read, SchemeError where one's own relations have an error */
  constructor(path: string, env: Environment, file: string) {
    this.#env = env;
    this.asker = Asker.open(path);
    this.environment = makeEnvironment(file, questionEnvironment(this.asker.relations));
    const named = env.SHEEPDOG_CONFIG ? [dirname(env.SHEEPDOG_CONFIG)] : [];
    for (const folder of [...named, ...configDirectories(env)].reverse())
      this.#loadOwn(join(folder, OWN_RELATIONS));
  }

  /**
   * Brings in the language of plugins, and what the configuration defines. It takes a while, and most questions speak of
   * neither: it is done at a prompt, and where a question has a name that nothing binds.
   * @returns false where that was done before
   */
  async bringInAll(): Promise<boolean> {
    if (this.#isWhole) return false;
    this.#isWhole = true;
    const { configurationNames } = await import('./configuration-names.ts');
    for (const [name, binding] of configurationNames(this.#env))
      if (this.environment.get(name) === undefined) this.environment.bind(name, binding);
    return true;
  }

  close(): void {
    this.asker.close();
  }

  #loadOwn(file: string): void {
    if (!existsSync(file)) return;
    refuseUntrusted(resolve(file));
    evaluateNow(readFileSync(file, 'utf8'), this.environment, { file, timeLimit: 5_000 });
  }
}

import { existsSync } from 'node:fs';
import type { Clock } from '../clock/clock.ts';
import { errorText, Fault } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { ReportPart } from '../model/message.ts';
import { Watch, type WatchedService } from '../monitor/watch.ts';
import { hostName } from '../platform/identity.ts';
import { spoolPath } from '../platform/paths.ts';
import { type SpoolLayout, spoolLayout } from '../queue/spool/layout.ts';
import { choosePlace } from '../wrap/place.ts';
import { ensureSender } from '../wrap/sender.ts';
import { configurationFile, loadDog } from './dog.ts';
import { announceLooks, LONGEST_TRUST } from './root-looks.ts';
import { addReport, reporter, watchedServices } from './watching.ts';

/** What root's part needs of the world. */
export interface LookContext {
  env: Record<string, string | undefined>;
  clock: Clock;
  log: Log;
}

/** Root's part of the watch: it sees what the daemon, which is no root, must not, and puts it into the daemon's spool. */
export class RootLook {
  readonly #context: LookContext;
  readonly #spool: SpoolLayout;
  readonly #services: WatchedService[];

  /**
   * @param names plugins; none: those that need root to see all there is
   * @throws Fault where nothing of that kind is watched here
   */
  constructor(context: LookContext, config: string | null, names: string[]) {
    const { env } = context;
    this.#context = context;
    this.#services = chosen(watchedServices(loadDog(env, configurationFile(env, config)), hostName()), names);
    this.#spool = spoolLayout(spoolPath(env));
    // What root made here, the daemon could not read.
    if (!existsSync(this.#spool.new))
      throw new Fault(
        `there is no spool ${this.#spool.root}`,
        'the daemon makes it; or name it in $SHEEPDOG_SPOOL',
      );
  }

  /** Looks at everything once. The daemon leaves these plugins to root for as long as a mark may count. */
  async once(signal: AbortSignal): Promise<ReportPart[]> {
    const found: ReportPart[] = [];
    const { clock } = this.#context;
    const report = (parts: ReportPart[]) => {
      found.push(...parts);
      addReport(this.#spool, parts, clock.now());
      return true;
    };
    await this.#watch(report).look(() => true, signal);
    this.#announce(LONGEST_TRUST);
    if (choosePlace(null, this.#context.env).leaves) ensureSender(this.#spool);
    return found;
  }

  /** Looks at each when it is due, until the signal aborts. */
  async stay(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    const report = reporter(this.#spool, clock, log);
    await Promise.all([this.#watch(report).run(signal), this.#keepAnnouncing(signal)]);
  }

  async #keepAnnouncing(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    while (!signal.aborted) {
      try {
        this.#announce(5 * EVERY);
      } catch (error) {
        log.error({ error: errorText(error) }, 'the daemon cannot be told what is looked at here');
      }
      await clock.sleep(EVERY, signal);
    }
    this.#announce(0); // from now on the daemon looks for itself again
  }

  #announce(trusted: number): void {
    const plugins = [...new Set(this.#services.map(({ service }) => service.plugin.name))];
    announceLooks(this.#spool, { plugins, until: this.#context.clock.now() + trusted });
  }

  #watch(report: (parts: ReportPart[]) => boolean): Watch {
    const { clock, log } = this.#context;
    return new Watch({ host: hostName(), services: () => this.#services, report, clock, log });
  }
}

const EVERY = 60_000;

function chosen(watched: WatchedService[], names: string[]): WatchedService[] {
  const monitored = watched.filter(({ service }) => service.plugin.monitor !== null);
  const missing = names.find(name => !monitored.some(({ service }) => service.plugin.name === name));
  if (missing !== undefined)
    throw new Fault(`'${missing}' is not watched on ${hostName()}`, "'sheepdog try' shows what is");
  const found = monitored.filter(({ service: { plugin } }) =>
    names.length > 0 ? names.includes(plugin.name) : plugin.needsRoot !== null,
  );
  if (found.length === 0)
    throw new Fault(
      `nothing that is watched on ${hostName()} needs root`,
      'name plugins to look at them all the same',
    );
  return found;
}

import { Command, Option } from 'commander';
import { type Clock, systemClock } from '../clock/clock.ts';
import { errorText, Fault } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import { configuredQueue, socketPaths, storePath } from '../platform/paths.ts';
import { formatQueueAddress, parseQueueAddress } from '../queue/address.ts';
import { PromptSocket } from './attach/prompt-socket.ts';
import { configurationFile, type Dog, loadDog } from './dog.ts';
import { Kennel } from './kennel.ts';
import { LOG_LEVELS, openLog } from './logging.ts';
import { keepWatchdog, tellReady } from './supervisor.ts';
import { VERSION } from './version.ts';

/** What every daemon is given. */
export interface DaemonContext {
  /** The queue's address in its one spelling; null where the spool is the queue. */
  queue: string | null;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  log: Log;
  /** Aborts when the daemon is asked to stop. */
  signal: AbortSignal;
  /** What the configuration says; another one after each reload. */
  dog: () => Dog;
  /** Called with the new configuration when SIGHUP has brought one; what it throws refuses it. */
  onReload: (take: (dog: Dog) => void) => void;
  /** Tells the supervisor that the daemon does its work now. */
  ready: () => void;
}

/** A daemon's name, what its help says, and what it does until the signal aborts. */
export interface DaemonProgram {
  name: string;
  description: string;
  examples: string;
  /** Which of the sockets of prompts is its. */
  socket: keyof ReturnType<typeof socketPaths>;
  /** Does it store messages itself, where this is the queue? */
  stores: (queue: string | null) => boolean;
  run: (context: DaemonContext) => Promise<void>;
}

/** Runs a daemon: its options, its log, a clean stop on TERM and INT, exit 1 with a Fault told in full. */
export async function runDaemon(program: DaemonProgram): Promise<void> {
  const options = parseOptions(program);
  const log = openLog(program.name, options.logLevel);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.on(name, () => {
      if (!stop.signal.aborted) log.info({ signal: name }, 'stopping');
      stop.abort();
    });
  try {
    const file = configurationFile(process.env, options.config ?? null);
    const kennel = new Kennel(() => loadDog(process.env, file), log);
    process.on('SIGHUP', () => kennel.reload());
    const named = options.host ?? configuredQueue(process.env) ?? kennel.dog.herd.queue;
    const queue = named === null ? null : formatQueueAddress(parseQueueAddress(named));
    void keepWatchdog(systemClock, stop.signal, log, process.env);
    const socket = new PromptSocket(
      {
        dog: () => kennel.dog,
        redefine: live => kennel.redefine(live),
        store: program.stores(queue) ? storePath(process.env) : null,
      },
      log,
    );
    try {
      await program.run({
        env: process.env,
        clock: systemClock,
        log,
        signal: stop.signal,
        queue,
        dog: () => kennel.dog,
        onReload: take => kennel.onReload(take),
        ready: () => {
          void socket.open(socketPaths(process.env)[program.socket]);
          tellReady(log, process.env);
        },
      });
    } finally {
      await socket.close();
    }
    log.info({}, 'stopped');
  } catch (error) {
    log.error(
      { error: errorText(error), hint: error instanceof Fault ? error.hint : undefined },
      'cannot go on',
    );
    process.exitCode = 1;
  }
  process.exit();
}

interface Options {
  config?: string;
  host?: string;
  logLevel: string;
}

function parseOptions({ name, description, examples }: DaemonProgram): Options {
  return new Command(name)
    .description(description)
    .version(VERSION)
    .option(
      '-c, --config <file>',
      'the configuration; default $SHEEPDOG_CONFIG, then server-config.scm in /etc/sheepdog or ~/.config/sheepdog',
    )
    .option(
      '-H, --host <address>',
      'the queue: host[:port] or a redis:// or rediss:// URL; default $SHEEPDOG_QUEUE, the queue file, the configuration',
    )
    .addOption(new Option('--log-level <level>', 'what is logged').choices(LOG_LEVELS).default('info'))
    .addHelpText('after', `\nExamples:\n${examples}`)
    .parse()
    .opts();
}

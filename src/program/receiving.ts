import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { Heard } from '../expect/heard.ts';
import { errorText, Fault } from '../model/fault.ts';
import { Crier } from '../notify/crier.ts';
import { hostName } from '../platform/identity.ts';
import { storePath } from '../platform/paths.ts';
import type { Inbox } from '../queue/contract.ts';
import { Caution } from '../receiver/caution.ts';
import type { PluginReceivers } from '../receiver/plugins.ts';
import { Receiver } from '../receiver/receiver.ts';
import { isReadable, retryLetters } from '../receiver/retry.ts';
import { tryInChild } from '../receiver/trial.ts';
import type { Store } from '../store/store.ts';
import { alertsOf, letTimePass } from './alerting.ts';
import type { DaemonContext } from './daemon-program.ts';
import { expectThings } from './expecting.ts';
import { notifiersOf } from './notifiers.ts';
import { notify } from './notifying.ts';
import { OwnDisk } from './own-disk.ts';
import { ReceiverMark } from './receiver-mark.ts';
import { rule } from './ruling.ts';
import { type OwnEntry, stayAlive } from './staying-alive.ts';

/**
 * Receives from these queues into the store until the signal aborts.
 * @param own the way into one of them
 */
export async function receive(inboxes: Inbox[], own: OwnEntry, context: DaemonContext): Promise<void> {
  const { clock, log, signal, env } = context;
  const path = storePath(env);
  const isNew = !existsSync(path);
  const store = await openStore(path, context);
  if (context.queue !== null) store.cacheForHerd();
  const notifiers = await notifiersOf(context);
  const disk = new OwnDisk(path, isNew, new Crier({ notifiers, host: hostName(), clock, log }), context);
  store.whenFull(() => disk.full());
  const alerts = alertsOf(context.dog);
  store.decideBy(alerts);
  context.onReload(dog => store.declare(dog.relations, clock.now()));
  const heard = new Heard();
  const plugins = () => listening(context.dog().receivers, heard, clock);
  const mark = new ReceiverMark(path, clock.now());
  try {
    retryParked(store, context);
    const trial = join(import.meta.dirname, 'trial.cjs');
    const configuration = () => context.dog().file ?? [];
    const tryAlone = (host: string, text: string) => tryInChild([trial, host].concat(configuration()), text);
    const receivers = inboxes.map(inbox => {
      inbox.begin((host, spool) => store.storedOf(host, spool));
      const caution = new Caution(path, inbox.name);
      if (caution.suspicious)
        log.warn(
          { inbox: inbox.name },
          'the receiver ended early again and again: messages are tried one by one',
        );
      const onTrouble = (reason: string | null) => mark.trouble(inbox.name, reason, clock.now());
      return new Receiver({ inbox, store, plugins, caution, tryAlone, onTrouble, clock, log });
    });
    context.ready();
    await Promise.all([
      keepUp(store, context),
      expectThings(store, heard, receivers, context),
      rule(store, path, context),
      letTimePass(store, alerts, context),
      notify(store, notifiers, context),
      stayAlive(store, own, () => disk.trouble, context),
      disk.run(),
      ...receivers.map(receiver => receiver.run(signal)),
    ]);
  } finally {
    for (const inbox of inboxes) await inbox.close();
    mark.remove();
    store.close();
  }
}

/** Notes which plugins and subjects were heard of. */
export function listening(receivers: PluginReceivers, heard: Heard, clock: Clock): PluginReceivers {
  return {
    receive(host, part, looked) {
      const outcome = receivers.receive(host, part, looked);
      if (outcome.kind !== 'refused') heard.told({ host, ...part }, outcome.effects, clock.monotonic());
      return outcome;
    },
    again: () => receivers.again(),
  };
}

const BETWEEN_SLICES = 50;
const BETWEEN_PASSES = 60_000;

/** Keeps the store small and quick, a slice at a time, so that messages never wait for it. */
async function keepUp(store: Store, { clock, log, signal, dog }: DaemonContext): Promise<void> {
  while (!signal.aborted) {
    let more = false;
    try {
      more = store.keepUp(clock.now(), clock.monotonic(), dog().herd.retention);
    } catch (error) {
      log.error({ error: errorText(error) }, 'the upkeep of the store failed and is tried again later');
    }
    await clock.sleep(more ? BETWEEN_SLICES : BETWEEN_PASSES, signal);
  }
}

/** A machine that only sends has no SQLite: it is loaded where facts are stored. */
async function openStore(path: string, { dog, clock }: DaemonContext): Promise<Store> {
  try {
    const { Store } = await import('../store/store.ts');
    return Store.openForReceiver(path, dog().relations, clock.now());
  } catch (error) {
    if (!/better-sqlite3|bindings/.test(String(error))) throw error;
    throw new Fault(
      'SQLite is not installed, and this daemon stores messages',
      'install with its scripts, so that it is compiled; or name a queue with -H',
    );
  }
}

function retryParked(store: Store, { log, dog }: DaemonContext): void {
  const letters = store.deadLetters().filter(isReadable);
  if (letters.length === 0) return;
  const kept = store.transaction(writer => retryLetters(writer, dog().receivers, letters));
  log.info({ parked: letters.length, kept }, 'messages that waited for this version were received');
}

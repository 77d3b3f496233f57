import { timeOrderedId } from '../model/id.ts';
import { CANARY_PLUGIN, MESSAGE_VERSION, type Message } from '../model/message.ts';
import { Alive, askForUrl } from '../notify/alive.ts';
import { bootId, machineId } from '../platform/identity.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';
import { OtherDog } from './other-dog.ts';

const SUBJECT = 'way';

/** A way into the queue that is received from, for a message of the daemon's own. */
export interface OwnEntry {
  /**
   * As which machine it is heard. Where another daemon beats for this machine it is not this one's name: a machine from
   * which only canaries come is silent.
   */
  host: string;
  put(text: string): Promise<void>;
}

/** Tells the outside that the dog is well, while it is and the configuration names somebody to tell. */
export async function stayAlive(
  store: Store,
  { host, put }: OwnEntry,
  trouble: () => string | null,
  context: DaemonContext,
): Promise<void> {
  const { clock, log, signal, dog } = context;
  const other = new OtherDog(clock, log);
  const alive = new Alive({
    alive() {
      const { url, queue, interval } = dog().herd.alive;
      const ways = [url === null ? null : askForUrl(url), queue === null ? null : other.way(queue, interval)];
      return { tell: ways.filter(way => way !== null), interval };
    },
    fly: word => put(JSON.stringify(canary(word, clock.now()))),
    returned: () => store.finding(host, CANARY_PLUGIN, SUBJECT)?.text.replace(/ came through$/, '') ?? null,
    trouble,
    oldestDue: () => store.outbox.oldestDue(),
    clock,
    log,
  });
  try {
    await alive.run(signal);
  } finally {
    other.close();
  }
}

function canary(word: string, now: number): Message {
  return {
    version: MESSAGE_VERSION,
    id: timeOrderedId(now),
    machine: machineId(),
    boot: bootId(),
    plugin: CANARY_PLUGIN,
    hash: null,
    time: now,
    body: word,
  };
}

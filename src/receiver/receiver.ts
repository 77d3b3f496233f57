import type { Clock } from '../clock/clock.ts';
import { errorCode, errorText, Fault } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { Delivery, Inbox } from '../queue/contract.ts';
import type { BatchWriter } from '../store/batch.ts';
import type { Caution } from './caution.ts';
import type { PluginReceivers } from './plugins.ts';
import { type BatchOutcome, BatchReceiver } from './store-batch.ts';

/** The store as the receiver sees it: one transaction at a time, all of it or nothing. */
export interface ReceiverStore {
  transaction<T>(work: (writer: BatchWriter) => T): T;
}

/** What a receiver is made of. */
export interface ReceiverParts {
  inbox: Inbox;
  store: ReceiverStore;
  /** What the plugins make of messages; asked for each batch, so that a reload takes effect. */
  plugins: () => PluginReceivers;
  caution: Caution;
  /** Tries a message where it can do no harm; null when it is fit. */
  tryAlone: (host: string, text: string) => Promise<string | null>;
  /** Called when nothing can be received any more, with the reason, and with null when it can again. */
  onTrouble?: (trouble: string | null) => void;
  clock: Clock;
  log: Log;
}

/** Messages in one transaction: larger ones gain little (8.4k a second at 100, 9.7k at 500) and hold more memory. */
const BATCH = 500;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
const IDLE_WAIT = 1_000;

/** Takes messages from one queue and stores them; a message is acknowledged after the commit that holds it. */
export class Receiver {
  readonly #parts: ReceiverParts;
  #pause = FIRST_PAUSE;
  #complaint = '';
  /** The settling of the last batch; null when there is none under way. */
  #settling: Promise<void> | null = null;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
  }

  /** Can nothing be received now? */
  get troubled(): boolean {
    return this.#complaint !== '';
  }

  /** Works until `signal` aborts. A fault of queue or store is logged and tried again; it never makes a dead letter. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const taken = await this.step();
        if (taken === 0) await this.#parts.inbox.wait(IDLE_WAIT, signal);
      } catch (error) {
        this.#complain(error);
        this.#settling = null;
        this.#parts.inbox.again();
        this.#parts.plugins().again();
        await this.#parts.clock.sleep(this.#pause, signal);
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
      }
    }
    await this.#settling?.catch(() => {}); // what is stored and not settled comes again, and is known then
  }

  /**
   * One batch: take, store, settle. Settling goes on while the next batch is taken and stored: only a commit that has
   * happened is ever settled, and what fails to be settled comes again. Returns how many were taken.
   */
  async step(): Promise<number> {
    const { inbox, caution } = this.#parts;
    const suspicious = caution.suspicious;
    const deliveries = await inbox.take(suspicious ? 1 : BATCH);
    const unfit = suspicious ? await this.#tryAlone(deliveries) : null;
    const outcome = deliveries.length > 0 ? this.#store(deliveries, unfit) : null;
    await this.#settled(deliveries.length);
    if (outcome) {
      this.#tell(outcome);
      this.#settling = inbox.settle(deliveries, outcome.marks);
      this.#settling.catch(() => {}); // told by the next step
    }
    // A suspicious receiver stays so until all that was waiting has been seen.
    if (!suspicious || !outcome) caution.allGood();
    return deliveries.length;
  }

  /** Only a batch that was settled, or an empty queue, shows that queue and store are well again. */
  async #settled(taken: number): Promise<void> {
    const settling = this.#settling;
    await settling;
    this.#settling = null;
    if (settling || taken === 0) this.#recovered();
  }

  #store(deliveries: Delivery[], unfit: Map<Delivery, string | null> | null): BatchOutcome {
    const { store, clock, plugins } = this.#parts;
    const verdict = (delivery: Delivery) => unfit?.get(delivery) ?? null;
    return store.transaction(writer =>
      new BatchReceiver(writer, plugins(), clock.now(), verdict).run(deliveries),
    );
  }

  async #tryAlone(deliveries: Delivery[]): Promise<Map<Delivery, string | null>> {
    const unfit = new Map<Delivery, string | null>();
    for (const delivery of deliveries)
      if (delivery.text !== null)
        unfit.set(delivery, await this.#parts.tryAlone(delivery.host, delivery.text));
    return unfit;
  }

  #tell(outcome: BatchOutcome): void {
    const { marks: _, ...figures } = outcome;
    const { log } = this.#parts;
    if (outcome.lost > 0) log.error(figures, 'messages were lost on the way; see sheepdog status');
    else if (outcome.refused > 0) log.warn(figures, 'messages went to the dead letters');
    else log.debug(figures, 'stored');
  }

  #complain(error: unknown): void {
    const text = errorText(error);
    if (text !== this.#complaint) {
      const hint = error instanceof Fault ? error.hint : hintFor(error);
      this.#parts.log.error(
        { error: text, code: errorCode(error), hint },
        'nothing can be received now; messages wait',
      );
      this.#parts.onTrouble?.(text);
    }
    this.#complaint = text;
  }

  #recovered(): void {
    if (this.#complaint) {
      this.#parts.log.info({}, 'messages are received again');
      this.#parts.onTrouble?.(null);
    }
    this.#complaint = '';
    this.#pause = FIRST_PAUSE;
  }
}

function hintFor(error: unknown): string | undefined {
  const code = errorCode(error) ?? '';
  if (code.startsWith('SQLITE_FULL')) return "the store's disk is full; free some room on it";
  if (code.startsWith('SQLITE_READONLY')) return "the store's disk or file is read-only";
  return undefined;
}

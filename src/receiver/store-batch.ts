import type { Delivery, StoredMark } from '../queue/contract.ts';
import type { BatchWriter, Origin } from '../store/batch.ts';
import { MessageKeeper } from './keep.ts';
import { decideNumber } from './numbering.ts';
import type { PluginReceivers } from './plugins.ts';

/** What a batch came to, for the log; `marks` is what the senders may forget. */
export interface BatchOutcome {
  marks: StoredMark[];
  stored: number;
  refused: number;
  doubles: number;
  early: number;
  lost: number;
}

/** A verdict on one delivery made before the batch: why it must not be looked at here. */
export type Verdict = (delivery: Delivery) => string | null;

/** Stores a batch of deliveries; runs within the transaction of the writer. */
export class BatchReceiver {
  readonly #writer: BatchWriter;
  readonly #keeper: MessageKeeper;
  readonly #now: number;
  readonly #verdict: Verdict;
  readonly #hosts = new Map<string, number>();
  readonly #spools = new Map<string, { id: number; stored: number; mark: StoredMark }>();
  readonly #outcome: BatchOutcome = { marks: [], stored: 0, refused: 0, doubles: 0, early: 0, lost: 0 };

  constructor(writer: BatchWriter, plugins: PluginReceivers, now: number, verdict: Verdict = () => null) {
    this.#writer = writer;
    this.#keeper = new MessageKeeper(writer, plugins);
    this.#now = now;
    this.#verdict = verdict;
  }

  run(deliveries: Delivery[]): BatchOutcome {
    for (const delivery of deliveries) this.#receive(delivery);
    for (const { id, stored, mark } of this.#spools.values()) {
      if (stored !== mark.stored) this.#writer.stored(id, stored);
      this.#outcome.marks.push({ ...mark, stored });
    }
    return this.#outcome;
  }

  #receive(delivery: Delivery): void {
    const host = this.#host(delivery.host);
    const { sent } = delivery;
    const received = this.#now;
    if (!delivery.number) return this.#keep(delivery, { host, spool: null, number: null, sent, received });
    const spool = this.#spool(delivery.host, host, delivery.number.spool);
    const decision = decideNumber(spool.stored, delivery.number);
    if (decision.kind === 'double') this.#outcome.doubles++;
    if (decision.kind === 'early') this.#outcome.early++;
    if (decision.kind !== 'take') return;
    if (decision.gap) this.#gap(spool.id, decision.gap, 'the sender no longer holds them');
    spool.stored = delivery.number.number;
    this.#keep(delivery, { host, spool: spool.id, number: delivery.number.number, sent, received });
  }

  #keep(delivery: Delivery, origin: Origin): void {
    const { text } = delivery;
    if (text === null && origin.spool !== null)
      return this.#gap(
        origin.spool,
        { first: origin.number!, last: origin.number! },
        delivery.unfit ?? 'gone',
      );
    const unfit = delivery.unfit ?? this.#verdict(delivery);
    if (unfit !== null || text === null) return this.#refuse(origin, unfit ?? 'no text', null, text ?? '');
    const { host: hostName } = delivery;
    const refusals = this.#keeper.keep({
      origin,
      hostName,
      text,
      fallbackId: fallbackId(delivery),
      belated: false,
    });
    for (const { reason, parked, text: refused } of refusals) this.#refuse(origin, reason, parked, refused);
    if (refusals.length === 0) this.#outcome.stored++;
  }

  #refuse(origin: Origin, reason: string, parked: number | null, text: string): void {
    this.#outcome.refused++;
    this.#writer.deadLetter(origin, reason, parked, text);
  }

  #gap(spool: number, { first, last }: { first: number; last: number }, reason: string): void {
    this.#outcome.lost += last - first + 1;
    this.#writer.gap(spool, first, last, this.#now, reason);
  }

  #host(name: string): number {
    let id = this.#hosts.get(name);
    if (id === undefined) {
      id = this.#writer.host(name, this.#now);
      this.#hosts.set(name, id);
    }
    return id;
  }

  #spool(hostName: string, host: number, name: string) {
    const key = `${host} ${name}`;
    let spool = this.#spools.get(key);
    if (!spool) {
      const row = this.#writer.spool(host, name);
      spool = { ...row, mark: { host: hostName, spool: name, stored: row.stored } };
      this.#spools.set(key, spool);
    }
    return spool;
  }
}

function fallbackId({ number, entry }: Delivery): string {
  return number ? `${number.spool}-${number.number}` : entry;
}

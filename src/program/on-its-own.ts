import { formatDuration } from '../clock/duration.ts';
import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import type { Notice, Trouble } from '../model/notice.ts';
import { Crier } from '../notify/crier.ts';
import { hostName } from '../platform/identity.ts';
import type { Lane } from '../queue/spool/lane.ts';
import { findingsIn, type Said } from '../receiver/standing.ts';
import type { DaemonContext } from './daemon-program.ts';
import { notifiersOf } from './notifiers.ts';

const LOOK_EVERY = 5_000;
const AT_ONCE = 500;

/** Tells by itself what goes bad on this machine, while its queue cannot be reached for longer than the herd allows. */
export async function tellAlone(lane: Lane, context: DaemonContext): Promise<void> {
  const { clock, log, signal, dog } = context;
  const crier = new Crier({ notifiers: await notifiersOf(context), host: hostName(), clock, log });
  const alone = new Alone(lane, context);
  while (!signal.aborted) {
    try {
      const notice = alone.look(dog().herd.directAfter);
      if (notice) void crier.cry(notice, signal);
    } catch (error) {
      log.error({ error: errorText(error) }, 'what waits in the spool cannot be looked at');
    }
    await clock.sleep(LOOK_EVERY, signal);
  }
}

/** What goes bad in the messages that cannot leave the machine; each subject is told once, until they leave again. */
export class Alone {
  readonly #lane: Lane;
  readonly #context: Pick<DaemonContext, 'clock' | 'dog'>;
  #base: number;
  /** When the queue last took something, by the clock that never goes back. */
  #movedAt: number;
  /** The next entry to look at. */
  #next: number;
  readonly #told = new Set<string>();

  constructor(lane: Lane, context: Pick<DaemonContext, 'clock' | 'dog'>) {
    this.#lane = lane;
    this.#context = context;
    this.#base = lane.base;
    this.#next = lane.base;
    this.#movedAt = context.clock.monotonic();
  }

  /** @param patience milliseconds without the queue; null for never */
  look(patience: number | null): Notice | null {
    const { clock } = this.#context;
    const { base, top } = this.#lane;
    if (base !== this.#base || top < base) {
      this.#base = base;
      this.#next = base;
      this.#movedAt = clock.monotonic();
      this.#told.clear();
    }
    const away = clock.monotonic() - this.#movedAt;
    if (patience === null || away < patience) return null;
    const bad = this.#read(top);
    return bad.length === 0 ? null : this.#noticeOf(bad, away);
  }

  /** Subjects that are bad as of the newest message about them, and were not told. */
  #read(top: number): Said[] {
    const last = new Map<string, Said>();
    const end = Math.min(top + 1, this.#next + AT_ONCE);
    for (; this.#next < end; this.#next++) {
      const { text } = this.#lane.read(this.#next);
      const said = text === null ? [] : findingsIn(text, hostName(), this.#context.dog().receivers);
      for (const each of said) last.set(JSON.stringify([each.plugin, each.finding.subject]), each);
    }
    return [...last].flatMap(([key, said]) => {
      const { level, hold, tolerate } = said.finding;
      // What may be of no importance is left to the server, which knows what came before.
      if (level !== 'bark' || hold || tolerate || this.#told.has(key)) return [];
      this.#told.add(key);
      return [said];
    });
  }

  #noticeOf(bad: Said[], away: number): Notice {
    const now = this.#context.clock.now();
    const id = timeOrderedId(now);
    const host = hostName();
    const text = `Told by ${host} itself: nothing that it sends has reached the store for ${formatDuration(away)}.`;
    const troubles = bad.map(({ plugin, finding, time, run }): Trouble => {
      const { subject, level, text: said, value, limit } = finding;
      return { host, plugin, subject, level, text: said, value, limit, since: time, count: 1, show: run };
    });
    return { id, kind: 'bad', time: now, thread: id, troubles, cause: null, text };
  }
}

import { errorText } from '../model/fault.ts';
import type { Message } from '../model/message.ts';
import { addEntry } from '../queue/spool/add.ts';
import { createSpool, type SpoolLayout } from '../queue/spool/layout.ts';
import { forgetRun, recordRun, turnRunIntoEntry } from '../queue/spool/runs.ts';
import type { Place } from './place.ts';
import { serialize, withoutOutputs } from './report.ts';

/** What became of the last message of a run: kept whole, kept in part, told to syslog only, or to nobody. */
export type Kept = { kind: 'whole' } | { kind: 'without outputs' | 'syslog' | 'nowhere'; reason: string };

/**
 * What a run leaves in the spool. Whatever goes wrong here is told in what these functions return; nothing is
 * thrown, for the job must not suffer from it.
 */
export class RunTrail {
  readonly #place: Place;
  /** Null where there is none and none can be made. */
  readonly spool: SpoolLayout | null = null;
  #trouble: string | null = null;
  #record: string | null = null;

  constructor(place: Place) {
    this.#place = place;
    try {
      this.spool = createSpool(place.spool);
    } catch (error) {
      this.#trouble = errorText(error);
    }
  }

  /** Records that a run begins; resolves when that is on disk, and the job may be started. */
  async begin(lost: Message): Promise<void> {
    if (!this.spool) return;
    try {
      const { path, onDisk } = recordRun(this.spool, lost as never, this.#place.destination);
      this.#record = path;
      await onDisk;
    } catch (error) {
      this.#trouble = errorText(error);
    }
  }

  /** Tells that the run is going on. It does not matter much if that fails: the end will be told. */
  announce(message: Message): void {
    if (this.#add(serialize(message))) void this.#send();
  }

  /** Puts the message of the end into the spool; when that cannot be, what is left of it goes where it can. */
  async finish(message: Message): Promise<Kept> {
    const kept = await this.#keep(message);
    if (kept.kind === 'whole' || kept.kind === 'without outputs') await this.#send();
    this.forget();
    return kept;
  }

  /** Nothing is to be told of this run. */
  forget(): void {
    if (this.#record === null) return;
    try {
      forgetRun(this.#record);
    } catch {
      // A read-only disk: the record stays, and a sender may report the run as lost. The end that is told wins.
    }
    this.#record = null;
  }

  async #keep(message: Message): Promise<Kept> {
    if (this.#add(serialize(message))) return { kind: 'whole' };
    const reason = this.#trouble ?? 'no spool';
    const bare = serialize(withoutOutputs(message, `outputs dropped: ${reason}`));
    if (this.#add(bare) || this.#turnRecord(bare)) return { kind: 'without outputs', reason };
    const { toSyslog } = await import('./syslog.ts');
    return { kind: toSyslog(bare) ? 'syslog' : 'nowhere', reason };
  }

  #add(text: string): boolean {
    if (!this.spool) return false;
    try {
      addEntry(this.spool, text, this.#place.destination);
      return true;
    } catch (error) {
      this.#trouble = errorText(error);
      return false;
    }
  }

  #turnRecord(text: string): boolean {
    if (!this.spool || this.#record === null) return false;
    try {
      turnRunIntoEntry(this.spool, this.#record, text, this.#place.destination);
      this.#record = null;
      return true;
    } catch (error) {
      this.#trouble = errorText(error);
      return false;
    }
  }

  async #send(): Promise<void> {
    if (!this.#place.leaves || !this.spool) return;
    const { ensureSender } = await import('./sender.ts');
    try {
      ensureSender(this.spool);
    } catch {
      // Out of processes: the message is kept, and the next run or the daemon brings it away.
    }
  }
}

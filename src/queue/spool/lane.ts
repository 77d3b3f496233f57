import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../model/fault.ts';
import { timeOrderedId } from '../../model/id.ts';
import { MAX_MESSAGE_BYTES } from '../../model/message.ts';
import { replaceSynced, syncDirectory } from '../../platform/durable.ts';
import { hostName, machineId } from '../../platform/identity.ts';
import { readRegularFile } from '../../platform/regular-file.ts';

/** What a lane must remember when it is empty. Files count on for ever; what travels is their number less `offset`. */
interface LaneState {
  /** The spool id that travels with each number. */
  spool: string;
  /** Where the entries go; null when the receiver reads them here. */
  address: string | null;
  machine: string | null;
  /** The host under whose name the numbers travel: what its receiver has stored of another host's it does not know. */
  host: string;
  offset: number;
  /** The highest file that is stored. */
  done: number;
}

/** The content of one numbered entry; `unfit` says why it cannot be a message. */
export interface LaneEntry {
  text: string | null;
  unfit: string | null;
}

/** As much of an oversized entry is kept, to show what it was. */
const SHOWN_OF_OVERSIZED = 4096;
const DIGITS = 15;

/**
 * The numbered entries on their way to one queue. Each is kept until the receiver has said that it is stored.
 * One process at a time may have it open: the holder of the spool's sender lock.
 */
export class Lane {
  readonly #directory: string;
  #state: LaneState;
  #top: number;
  /** The highest file that had its number before this process, or that this process has handed over. */
  #given: number;

  private constructor(directory: string, state: LaneState, top: number) {
    this.#directory = directory;
    this.#state = state;
    this.#top = top;
    this.#given = top;
  }

  /** Opens or makes a lane; its numbers begin again at 1 when it leads elsewhere, was copied to another machine, or the host has another name. */
  static open(directory: string, address: string | null, now: number): Lane {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const files = readdirSync(directory)
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
    const known = readState(directory);
    const state = known ?? {
      spool: '',
      address,
      machine: null,
      host: '',
      offset: 0,
      done: (files[0] ?? 1) - 1,
    };
    const top = Math.max(state.done, files.at(-1) ?? 0);
    const lane = new Lane(directory, state, top);
    for (const file of files) if (file <= state.done) lane.#remove(file);
    if (!known || known.address !== address || known.machine !== machineId() || known.host !== hostName())
      lane.beginAgain(address, now);
    return lane;
  }

  get address(): string | null {
    return this.#state.address;
  }
  /** The spool id that travels with the numbers. */
  get spool(): string {
    return this.#state.spool;
  }
  /** The lowest number still held; top + 1 when none is. */
  get base(): number {
    return this.#state.done - this.#state.offset + 1;
  }
  /** The highest number given so far. */
  get top(): number {
    return this.#top - this.#state.offset;
  }

  /** Is all stored that was ever numbered? */
  get empty(): boolean {
    return this.base > this.top;
  }

  /** Moves the file `path` into the lane as its next entry. Durable after sync(). */
  append(path: string): void {
    renameSync(path, this.#file(this.#top + 1));
    this.#top++;
  }

  /** Makes what was appended durable. Before this, no number may leave the machine. */
  sync(): void {
    syncDirectory(this.#directory);
  }

  read(number: number): LaneEntry {
    const file = readRegularFile(this.#file(number + this.#state.offset), MAX_MESSAGE_BYTES);
    if (!file.ok) return { text: null, unfit: file.reason };
    const text = file.bytes.toString();
    // A byte that is no UTF-8 becomes three: a Redis that takes no longer entries would hang up at each attempt, for ever.
    const size = Math.max(file.size, Buffer.byteLength(text));
    if (size <= MAX_MESSAGE_BYTES) return { text, unfit: null };
    return { text: file.bytes.toString('utf8', 0, SHOWN_OF_OVERSIZED), unfit: `${size} bytes long` };
  }

  /**
   * The receiver has stored everything up to `number`: forget it.
   * @returns false when it has stored numbers that were never handed over from here: the lane is older than it seems
   * (restored from a copy), what it numbered since was numbered twice, and its numbers have to begin again
   */
  acknowledge(number: number): boolean {
    if (number + this.#state.offset > this.#given) return false;
    if (number < this.base) return true;
    const first = this.#state.done + 1;
    const state = { ...this.#state, done: number + this.#state.offset };
    try {
      this.#save(state);
    } catch (error) {
      if (errorCode(error) !== 'ENOSPC') throw error;
      // What is stored fills the disk, and must not keep itself there. The names stay until the state is saved:
      // a crash must not give a number twice.
      for (let file = first; file <= state.done; file++) truncate(this.#file(file));
      this.#save(state);
    }
    for (let file = first; file <= state.done; file++) this.#remove(file);
    return true;
  }

  /** This number is about to leave the machine, or to be received here. */
  handOver(number: number): void {
    this.#given = Math.max(this.#given, number + this.#state.offset);
  }

  /** Gives the entries held new numbers from 1 under a new spool id. */
  beginAgain(address: string | null, now: number): void {
    this.#save({
      spool: timeOrderedId(now),
      address,
      machine: machineId(),
      host: hostName(),
      offset: this.#state.done,
      done: this.#state.done,
    });
    this.#given = this.#state.done;
  }

  #save(state: LaneState): void {
    replaceSynced(join(this.#directory, 'state.json'), JSON.stringify(state), 0o600);
    this.#state = state;
  }

  #file(file: number): string {
    return join(this.#directory, String(file).padStart(DIGITS, '0'));
  }

  #remove(file: number): void {
    rmSync(this.#file(file), { force: true });
  }
}

function truncate(path: string): void {
  try {
    truncateSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function readState(directory: string): LaneState | null {
  try {
    return JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')) as LaneState;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { errorCode, errorText } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import { syncDirectory } from '../../platform/durable.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { destinationOf, laneName } from './destination.ts';
import { Lane } from './lane.ts';
import type { SpoolLayout } from './layout.ts';
import { inOrder } from './order.ts';

const DEFAULT = 'default';

/**
 * All lanes of a spool, and the way from `new` into them. Only the holder of the sender lock may have them.
 *
 * The folder of a lane stays when it is empty, also that of a queue named once: it is one small file, nobody connects
 * for it, and its numbers go on where they ended. Removed, the next message would begin under a new spool id; a nightly
 * job with -H would leave one more in the store of its receiver, and in the marks, each night and for ever.
 */
export class Lanes {
  readonly #spool: SpoolLayout;
  readonly #configured: string | null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lanes = new Map<string, Lane>();

  /** @param configured where entries go that name no destination; null when the receiver reads them here */
  constructor(spool: SpoolLayout, configured: string | null, clock: Clock, log: Log) {
    this.#spool = spool;
    this.#configured = configured;
    this.#clock = clock;
    this.#log = log;
    this.#lane(null);
    // Each under its own name, also that of a queue which is the configured one by now: what it holds is to get there.
    for (const name of readdirSync(spool.lanes))
      if (name !== DEFAULT) this.#open(name, decodeURIComponent(name));
  }

  /** The lane of what names no destination. */
  get default(): Lane {
    return this.#lane(null);
  }

  /** The lanes that lead to another machine. */
  outgoing(): Lane[] {
    return [...this.#lanes.values()].filter(lane => lane.address !== null);
  }

  /** Is nothing on its way to another machine? */
  get empty(): boolean {
    return this.outgoing().every(lane => lane.empty);
  }

  /** Numbers what has come into `new`, in the order in which it was written. Returns how many entries left it. */
  adopt(): number {
    const names = readdirSync(this.#spool.new);
    if (names.length === 0) return 0;
    const touched = new Set<Lane>();
    let left = 0;
    try {
      for (const name of inOrder(names, file => this.#mtime(file))) if (this.#adoptOne(name, touched)) left++;
    } finally {
      for (const lane of touched) lane.sync();
      syncDirectory(this.#spool.new);
    }
    return left;
  }

  /** Returns whether the entry has left `new`. */
  #adoptOne(name: string, touched: Set<Lane>): boolean {
    const path = join(this.#spool.new, name);
    const file = readRegularFile(path, 1);
    if (!file.ok) return this.#refuse(path, name, file.reason);
    const destination = destinationOf(name, file);
    if (!destination.ok) return this.#refuse(path, name, destination.reason);
    const lane = this.#lane(destination.address);
    touched.add(lane);
    try {
      lane.append(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error; // its writer took it back
    }
    return true;
  }

  #lane(destination: string | null): Lane {
    const name = destination === null || destination === this.#configured ? DEFAULT : laneName(destination);
    return this.#lanes.get(name) ?? this.#open(name, name === DEFAULT ? this.#configured : destination);
  }

  #open(name: string, address: string | null): Lane {
    const lane = Lane.open(join(this.#spool.lanes, name), address, this.#clock.now());
    this.#lanes.set(name, lane);
    return lane;
  }

  // Out of the way, so that it is told once and not looked at again; a link or pipe has nothing to keep.
  #refuse(path: string, name: string, reason: string): boolean {
    try {
      if (lstatSync(path).isFile() || lstatSync(path).isDirectory())
        renameSync(path, join(this.#spool.refused, name));
      else rmSync(path);
      this.#log.warn({ entry: name, reason }, 'an entry of the spool cannot be a message and was put aside');
      return true;
    } catch (error) {
      this.#log.error(
        { entry: name, reason, error: errorText(error) },
        'an unfit entry of the spool cannot be moved',
      );
      return false;
    }
  }

  #mtime(name: string): number {
    try {
      return lstatSync(join(this.#spool.new, name)).mtimeMs;
    } catch {
      return 0;
    }
  }
}

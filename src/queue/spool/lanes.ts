import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import { syncDirectory } from '../../platform/durable.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { parseEntryName } from './entry-name.ts';
import { Lane } from './lane.ts';
import type { SpoolLayout } from './layout.ts';
import { inOrder } from './order.ts';

const DEFAULT = 'default';

/** All lanes of a spool, and the way from `new` into them. Only the holder of the sender lock may have them. */
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
    for (const name of readdirSync(spool.lanes)) if (name !== DEFAULT) this.#lane(decodeURIComponent(name));
  }

  /** The lane of what names no destination. */
  get default(): Lane {
    return this.#lane(null);
  }

  /** The lanes that lead to another machine. */
  outgoing(): Lane[] {
    return [...this.#lanes.values()].filter(lane => lane.address !== null);
  }

  /** Numbers what has come into `new`, in the order in which it was written. Returns how many entries there were. */
  adopt(): number {
    const names = readdirSync(this.#spool.new);
    if (names.length === 0) return 0;
    const touched = new Set<Lane>();
    for (const name of inOrder(names, file => this.#mtime(file))) {
      const path = join(this.#spool.new, name);
      const reason = this.#unreadable(path);
      if (reason) {
        this.#refuse(path, name, reason);
        continue;
      }
      const lane = this.#lane(parseEntryName(name)?.destination ?? null);
      lane.append(path);
      touched.add(lane);
    }
    for (const lane of touched) lane.sync();
    syncDirectory(this.#spool.new);
    return names.length;
  }

  #lane(destination: string | null): Lane {
    const name =
      destination === null || destination === this.#configured ? DEFAULT : encodeURIComponent(destination);
    let lane = this.#lanes.get(name);
    if (!lane) {
      const address = name === DEFAULT ? this.#configured : destination;
      lane = Lane.open(join(this.#spool.lanes, name), address, this.#clock.now());
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #unreadable(path: string): string | null {
    const file = readRegularFile(path, 1);
    return file.ok ? null : file.reason;
  }

  // Out of the way, so that it is told once and not looked at again; a link or pipe has nothing to keep.
  #refuse(path: string, name: string, reason: string): void {
    try {
      if (lstatSync(path).isFile() || lstatSync(path).isDirectory())
        renameSync(path, join(this.#spool.refused, name));
      else rmSync(path);
      this.#log.warn({ entry: name, reason }, 'an entry of the spool cannot be a message and was put aside');
    } catch (error) {
      this.#log.error(
        { entry: name, reason, error: errorText(error) },
        'an unfit entry of the spool cannot be moved',
      );
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

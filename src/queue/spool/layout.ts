import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../model/fault.ts';
import { SYSTEM_SPOOL } from '../../platform/paths.ts';

/**
 * The spool is a Maildir for machines: whoever has a message writes it into `tmp`, syncs it and renames it into
 * `new`. The one sender takes it from there into a numbered lane and keeps it until the receiver has stored it.
 */
export interface SpoolLayout {
  root: string;
  /** Entries being written. */
  tmp: string;
  /** Entries nobody has numbered yet. */
  new: string;
  /** A record for each run of a wrapped job that is going on. */
  runs: string;
  /** Marks of jobs whose last run failed, for --on-error. */
  failing: string;
  /** Numbered entries, one folder for each queue they go to. */
  lanes: string;
  /** What cannot be a message: directories, pipes, links, files that cannot be read. */
  refused: string;
  /** Held by the one sender. */
  senderLock: string;
  /** Says which process the sender is, so that a wrapper need not start one. */
  senderMark: string;
}

export function spoolLayout(root: string): SpoolLayout {
  return {
    root,
    tmp: join(root, 'tmp'),
    new: join(root, 'new'),
    runs: join(root, 'runs'),
    failing: join(root, 'failing'),
    lanes: join(root, 'lanes'),
    refused: join(root, 'refused'),
    senderLock: join(root, 'sender.lock'),
    senderMark: join(root, 'sender'),
  };
}

const PRIVATE = 0o700;
// Anyone may add and nobody may look or take away; what is added belongs to the spool's group, so that its sender can read it.
const DROP_BOX = 0o3733;

/**
 * Makes what is missing of a spool.
 * @param shared may every user of the machine add to it?
 */
export function createSpool(root: string, shared = root === SYSTEM_SPOOL): SpoolLayout {
  const layout = spoolLayout(root);
  makeDirectory(root, shared ? 0o755 : PRIVATE);
  for (const box of [layout.tmp, layout.new, layout.runs, layout.failing])
    makeDirectory(box, shared ? DROP_BOX : PRIVATE);
  for (const own of [layout.lanes, layout.refused]) makeDirectory(own, PRIVATE);
  return layout;
}

function makeDirectory(path: string, mode: number): void {
  if (existsSync(path)) return;
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return; // somebody else was faster
    // Only here, because on a read-only disk `recursive` says ENOENT (Node 20), which helps nobody.
    if (errorCode(error) !== 'ENOENT') throw error;
    mkdirSync(path, { recursive: true });
  }
  chmodSync(path, mode); // whatever the umask
}

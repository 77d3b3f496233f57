import { readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../model/fault.ts';
import type { Json } from '../../model/message.ts';
import { createSyncing, overwriteSynced, syncDirectory } from '../../platform/durable.ts';
import { isAlive, type ProcessMark, thisProcess } from '../../platform/process.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { addEntry, entryMode } from './add.ts';
import { mayDirect } from './destination.ts';
import { newEntryName } from './entry-name.ts';
import type { SpoolLayout } from './layout.ts';

/** On disk before a job is started: if its wrapper dies, this is what can still be told of the run. */
interface RunRecord {
  wrapper: ProcessMark;
  destination: string | null;
  /** The message to send if the wrapper is gone. */
  lost: Json;
}

/** Room that a record takes on disk from the start, so that an outcome fits into it when the disk is full. */
const RECORD_BYTES = 8192;

/**
 * Records that this process runs a job.
 * @param lost the message that tells of the run if this process dies
 * @returns the record's file; before it is on disk, the job may not start
 */
export function recordRun(
  spool: SpoolLayout,
  lost: Json,
  destination: string | null,
): { path: string; onDisk: Promise<void> } {
  const path = join(spool.runs, newEntryName(null));
  const record: RunRecord = { wrapper: thisProcess(), destination, lost };
  const text = JSON.stringify(record).padEnd(RECORD_BYTES);
  return { path, onDisk: createSyncing(path, text, entryMode(spool, destination)) };
}

/** The run is over and its message is in the spool. */
export function forgetRun(path: string): void {
  try {
    unlinkSync(path); // rmSync loads a module of its own first, and a wrapper has no time for that
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Sends `text` in the place of the record itself: needs no free block, so it works on a full disk. */
export function turnRunIntoEntry(
  spool: SpoolLayout,
  path: string,
  text: string,
  destination: string | null,
): void {
  if (Buffer.byteLength(text) > RECORD_BYTES) throw new Error('the message is longer than the run record');
  overwriteSynced(path, text.padEnd(RECORD_BYTES));
  renameSync(path, join(spool.new, newEntryName(destination)));
  syncDirectory(spool.new);
}

/** Adds the message of each run whose wrapper is dead. Returns how many there were. */
export function reportLostRuns(spool: SpoolLayout): number {
  let lost = 0;
  for (const name of readdirSync(spool.runs)) {
    const path = join(spool.runs, name);
    const record = readRecord(path);
    if (!record || isAlive(record.wrapper)) continue;
    // A wrapper removes its record before it ends: if the record is still there now, it did not get so far.
    if (!readRecord(path)) continue;
    addEntry(spool, JSON.stringify(record.lost), record.destination);
    forgetRun(path);
    lost++;
  }
  return lost;
}

function readRecord(path: string): RunRecord | null {
  const file = readRegularFile(path, RECORD_BYTES * 2);
  if (!file.ok) return null;
  try {
    const record = JSON.parse(file.bytes.toString()) as RunRecord | null;
    if (typeof record?.wrapper?.pid !== 'number' || record.lost === undefined) return null;
    return mayDirect(file) ? record : { ...record, destination: null };
  } catch {
    return null;
  }
}

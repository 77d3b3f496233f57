import { constants } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText } from '../model/fault.ts';
import { globPattern } from './glob.ts';
import { type Machine, pathOn } from './machine.ts';
import { BoundedOutput } from './output.ts';
import { type NotSeen, notSeen, type Seen } from './seen.ts';

export interface FileText {
  text: string;
  /** Is there more in it than was read? */
  cut: boolean;
}

export interface FileStatus {
  /** `file`, `directory`, `other` */
  kind: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** Permission bits, as 0o644. */
  mode: number;
  user: number;
  group: number;
}

export interface NewestFile {
  path: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** How many files matched. */
  count: number;
  /** All of them together, in bytes. */
  totalSize: number;
}

const MAX_BYTES = 1024 * 1024;
const CHUNK = 64 * 1024;
/**
 * More files than these are not looked at: it would take minutes, and the answer would be incomplete anyway.
 */
const MOST_FILES = 200_000;
/** How many are asked about at a time. */
const ABREAST = 32;

/**
 * The text of a file, at most 1 MiB of it unless told otherwise. A file that is not there is data: `seen` is
 * false.
 */
export async function readFileText(
  machine: Machine,
  path: string,
  { maxBytes = MAX_BYTES }: { maxBytes?: number | undefined } = {},
): Promise<Seen<FileText>> {
  let file: FileHandle | null = null;
  try {
    // A FIFO would keep us waiting for a writer.
    file = await open(pathOn(machine, path), constants.O_RDONLY | constants.O_NONBLOCK);
    const output = new BoundedOutput(maxBytes);
    while (!output.cut) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK);
      if (bytesRead === 0) break;
      output.add(buffer.subarray(0, bytesRead));
    }
    return { seen: true, text: output.text(), cut: output.cut };
  } catch (error) {
    return failed(error);
  } finally {
    await file?.close();
  }
}

/** Size, age and owner of a file or directory. */
export async function fileStatus(machine: Machine, path: string): Promise<Seen<FileStatus>> {
  try {
    const found = await stat(pathOn(machine, path));
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
    const { size, mode, uid, gid } = found;
    return {
      seen: true,
      kind,
      size,
      modified: Math.round(found.mtimeMs),
      mode: mode & 0o7777,
      user: uid,
      group: gid,
    };
  } catch (error) {
    return failed(error);
  }
}

/**
 * The file in a directory that was changed last.
 * @param options.glob which names count, as `*.tar.zst`; as in the shell, `*` does not match a leading dot
 * @param options.recursive look into the directories below, too; links to directories are not followed
 */
export async function newestFile(
  machine: Machine,
  directory: string,
  { glob = '*', recursive = false }: { glob?: string | undefined; recursive?: boolean | undefined } = {},
): Promise<Seen<NewestFile>> {
  try {
    const names = await filesBelow(machine, directory, globPattern(glob), recursive);
    if (names.length > MOST_FILES) return notSeen(`more than ${MOST_FILES} files`);
    return (await newestOf(machine, names)) ?? notSeen('no such file');
  } catch (error) {
    return failed(error);
  }
}

async function filesBelow(
  machine: Machine,
  top: string,
  pattern: RegExp,
  recursive: boolean,
): Promise<string[]> {
  const found: string[] = [];
  const directories = [top];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for (const entry of await list(machine, directory, directory === top)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) directories.push(...(recursive ? [path] : []));
      else if (pattern.test(entry.name)) found.push(path);
    }
    if (found.length > MOST_FILES) break;
  }
  return found;
}

/** A directory below that vanishes or is not for us to read does not spoil the rest. */
async function list(machine: Machine, directory: string, mustBe: boolean) {
  try {
    return await readdir(pathOn(machine, directory), { withFileTypes: true });
  } catch (error) {
    if (mustBe) throw error;
    return [];
  }
}

async function newestOf(machine: Machine, paths: string[]): Promise<Seen<NewestFile> | null> {
  let newest: { path: string; size: number; modified: number } | null = null;
  let count = 0;
  let totalSize = 0;
  for (let at = 0; at < paths.length && !machine.signal?.aborted; at += ABREAST) {
    const some = paths.slice(at, at + ABREAST);
    const statuses = await Promise.all(some.map(path => fileStatus(machine, path)));
    for (const [i, status] of statuses.entries()) {
      if (!status.seen || status.kind !== 'file') continue;
      count++;
      totalSize += status.size;
      const { size, modified } = status;
      if (!newest || modified > newest.modified) newest = { path: some[i]!, size, modified };
    }
  }
  return newest && { seen: true, ...newest, count, totalSize };
}

function failed(error: unknown): NotSeen {
  const code = errorCode(error) ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return notSeen('no such file');
  return notSeen(code === 'EACCES' || code === 'EPERM' ? 'not permitted' : errorText(error));
}

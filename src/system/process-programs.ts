import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { realPath } from './guix.ts';
import { linkText, type Machine, pathOn, readText } from './machine.ts';

export interface ProcessPrograms {
  /** Paths: the program, and the script where the program is an interpreter. */
  programs: string[];
  /** Was the program's file removed or replaced since it was started? It wants to be restarted. */
  replaced: boolean;
}

const DELETED = ' (deleted)';
const INTERPRETER =
  /^\.?(?:python|perl|ruby|node|nodejs|java|sh|bash|dash|guile|php|lua|tclsh|mono|dotnet|julia|Rscript|R)[\d.-]*(?:-real)?$/;

/**
 * What a process runs. The kernel tells which program only to root and to the owner of the process; its arguments it
 * tells to everybody.
 * @param stand what its manager starts, where the kernel does not tell
 */
export async function processPrograms(
  machine: Machine,
  pid: number,
  stand?: string | undefined,
): Promise<ProcessPrograms> {
  const link = linkText(machine, `/proc/${pid}/exe`);
  const replaced = link?.endsWith(DELETED) ?? false;
  const words = (readText(machine, `/proc/${pid}/cmdline`) ?? '').split('\0');
  const told = link === null ? (stand ?? words[0]!) : replaced ? link.slice(0, -DELETED.length) : link;
  if (!told.startsWith('/')) return { programs: [], replaced };
  const program = realPath(machine, told);
  const script = INTERPRETER.test(basename(program)) ? scriptOf(machine, words.slice(1)) : undefined;
  return { programs: script === undefined ? [program] : [program, script], replaced };
}

/** The first argument that is a file: what comes before are options. */
function scriptOf(machine: Machine, words: string[]): string | undefined {
  const script = words.find(word => word.startsWith('/') && existsSync(pathOn(machine, word)));
  return script === undefined ? undefined : realPath(machine, script);
}

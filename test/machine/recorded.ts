import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/clock/clock.ts';
import { Counters } from '../../src/system/counters.ts';
import type { Machine } from '../../src/system/machine.ts';
import { testDirectory } from '../support/directory.ts';

/** A machine of files: by path their text, or where a link goes. */
export function recorded(
  files: Record<string, string | Buffer | { link: string }>,
  more: Partial<Machine> = {},
): Machine {
  const root = testDirectory();
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(place, content);
    else symlinkSync(content.link, place);
  }
  const remembered = { counters: new Counters(systemClock), memory: new Map() };
  return { root, clock: systemClock, environment: process.env, ...remembered, ...more };
}

/** A machine of files, on which these programs are to be found first: by name their shell script. */
export function withPrograms(machine: Machine, scripts: Record<string, string>): Machine {
  const directory = testDirectory();
  for (const [name, script] of Object.entries(scripts))
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    ...machine,
    environment: { ...machine.environment, PATH: `${directory}:${machine.environment.PATH}` },
  };
}

/** What another program says of the real machine; the test is skipped aloud where it is missing. */
export function other(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}

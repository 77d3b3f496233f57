import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';
import { differential } from './differential.ts';
import { PLANTED_FAULTS, type PlantedFault } from './faults.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the planner, goal after goal, and a scan of everything', () => {
  it('give the same answers to 2,000 random questions', () => {
    const tally = differential(1, 2000);
    expect(tally.differences).toEqual([]);
    expect(tally.questions).toBe(2000);
    // A comparison of nothing with nothing would prove nothing.
    expect(tally.answered).toBeGreaterThan(300);
    expect(tally.whole).toBeGreaterThan(1000);
    expect(tally.refused).toBeGreaterThan(0);
    const kinds =
      'relation equal unequal compare member like match type arithmetic any not aggregate window lasting';
    for (const kind of [...kinds.split(' '), 'closure', 'call'])
      expect(tally.kinds[kind], kind).toBeGreaterThan(50);
  });
});

describe('random questions', () => {
  it('find nothing wrong with the planner as it is', () => {
    expect(fuzz(copyOfPlanner(null), 1, 200).status).toBe(0);
  });

  it.each(PLANTED_FAULTS)('find a planner that $what', fault => {
    const { status, stdout, stderr } = fuzz(copyOfPlanner(fault), fault.seed, 8000);
    expect(stdout, stderr).toContain('seed:');
    expect(status).toBe(1);
  });
});

/** The planner and its test in a directory of their own, with a fault or without. */
function copyOfPlanner(fault: PlantedFault | null): string {
  const copy = testDirectory();
  for (const part of ['src', 'test/query', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  if (fault) {
    const file = join(copy, 'src/query', fault.file);
    const text = readFileSync(file, 'utf8');
    expect(text, 'what the fault replaces').toContain(fault.from);
    writeFileSync(
      file,
      text.replace(fault.from, () => fault.to),
    );
  }
  return copy;
}

function fuzz(directory: string, seed: number, questions: number) {
  const command = join(ROOT, 'node_modules/.bin/tsx');
  return spawnSync(command, ['test/query/fuzz.ts', String(questions), String(seed), '1'], {
    cwd: directory,
    encoding: 'utf8',
    timeout: 50_000,
  });
}

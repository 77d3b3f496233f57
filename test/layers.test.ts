import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from './support/directory.ts';

const ROOT = join(import.meta.dirname, '..');

// The check of the layers is worth something only if it sees a fault: one that passes on no files at all would not.
const FAULTS = [
  {
    file: 'src/wrap/planted.ts',
    text: "export * from '../store/store.ts';",
    rule: 'wrap-reaches-only-below',
  },
  { file: 'src/model/planted.ts', text: "import '../clock/clock.ts';", rule: 'model-reaches-only-below' },
  {
    file: 'src/scheme/planted.ts',
    text: "import type { Message } from '../model/message.ts';\nexport type M = Message;",
    rule: 'scheme-reaches-only-below',
  },
  {
    file: 'src/receiver/planted.ts',
    text: "import SQLite from 'better-sqlite3';\nexport { SQLite };",
    rule: 'better-sqlite3-belongs-to-store',
  },
  {
    file: 'src/view/planted.ts',
    text: "import { Redis } from 'ioredis';\nexport { Redis };",
    rule: 'ioredis-belongs-to-queue',
  },
  { file: 'src/elsewhere/planted.ts', text: "import '../model/fault.ts';", rule: 'every-folder-is-a-layer' },
  {
    file: 'src/clock/planted.ts',
    text: "import './planted-too.ts';",
    rule: 'no-cycles',
    also: { file: 'src/clock/planted-too.ts', text: "import './planted.ts';" },
  },
];

describe('the check of the layers', () => {
  it('passes on the source as it is', () => {
    expect(cruise(ROOT).output).toContain('no dependency violations found');
  });

  it.each(FAULTS)('sees $rule', ({ file, text, rule, also }) => {
    const copy = copyOfSource();
    for (const fault of also ? [{ file, text }, also] : [{ file, text }]) {
      mkdirSync(join(copy, fault.file, '..'), { recursive: true });
      writeFileSync(join(copy, fault.file), `${fault.text}\n`);
    }
    const { status, output } = cruise(copy);
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });
});

function copyOfSource(): string {
  const copy = testDirectory();
  const tracked = execFileSync('git', ['ls-files', 'src', 'tools', 'package.json', 'tsconfig.json'], {
    cwd: ROOT,
  });
  for (const file of String(tracked).split('\n').filter(Boolean)) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function cruise(directory: string): { status: number | null; output: string } {
  const command = join(ROOT, 'node_modules/.bin/depcruise');
  const { status, stdout, stderr } = spawnSync(command, ['--config', 'tools/layers.cjs', 'src'], {
    cwd: directory,
  });
  return { status, output: `${stdout}${stderr}` };
}

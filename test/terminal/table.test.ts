import { describe, expect, it } from 'vitest';
import { formatBlock, formatFields } from '../../src/terminal/fields.ts';
import { painter, wantsColour } from '../../src/terminal/paint.ts';
import { formatTable } from '../../src/terminal/table.ts';

const plain = painter(false);

describe('a table', () => {
  it('has one line a row, and columns that stand under each other', () => {
    const rows = [
      ['tux01', { text: 'ok', style: 'ok' as const }, 'x'],
      ['ペンギン', { text: 'exit 2', style: 'bark' as const }, ''],
    ];
    expect(formatTable(['HOST', 'RESULT', ''], rows, plain)).toBe(
      'HOST      RESULT\ntux01     ok      x\nペンギン  exit 2\n',
    );
  });

  it('shows what came from elsewhere escaped, on one line, and not at any length', () => {
    const table = formatTable(['A'], [['evil\n\x1b[2J'], ['🐕'.repeat(200)]], plain);
    expect(table.split('\n')).toEqual(['A', 'evil\\n\\x1b[2J', `${'🐕'.repeat(79)}…`, '']);
  });

  it('is painted for those who see colours, without losing its columns', () => {
    const rows = [[{ text: 'bark', style: 'bark' as const }, 'x']];
    const painted = formatTable(['STATE', 'Y'], rows, painter(true));
    expect(painted).toContain('\x1b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(formatTable(['STATE', 'Y'], rows, plain));
  });
});

it('colours are for terminals whose owner has nothing against them', () => {
  expect(wantsColour(true, {})).toBe(true);
  expect(wantsColour(false, {})).toBe(false);
  expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
});

it('fields without a value are left out, and none can pass for another', () => {
  const fields = formatFields(
    [
      ['job', 'a\nresult  ok'],
      ['note', null],
      ['result', 'exit 2'],
    ],
    plain,
  );
  expect(fields).toBe('job     a\\nresult  ok\nresult  exit 2\n');
});

it('a block of text is indented, so that it cannot pass for anything else', () => {
  expect(formatBlock('stderr', 'a\nstdout:\n\n', plain)).toBe('\nstderr:\n  a\n  stdout:\n\n');
});

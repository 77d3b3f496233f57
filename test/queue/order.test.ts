import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootId } from '../../src/platform/identity.ts';
import { newEntryName, parseEntryName } from '../../src/queue/spool/entry-name.ts';
import { inOrder } from '../../src/queue/spool/order.ts';

const THIS_BOOT = (bootId() ?? '00000000').slice(0, 8);
const name = (boot: string, ticks: number) => `${boot}-${String(ticks).padStart(19, '0')}-77-00000000`;
const now = () => 0;

describe('names of entries', () => {
  it('sort by when they were made, whatever the wall clock says', () => {
    const made = Array.from({ length: 200 }, () => newEntryName(null));
    expect(inOrder([...made].reverse(), now)).toEqual(made);
  });

  it('carry a destination of any characters that a file name could not', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }).filter(isWellFormed), destination => {
        const made = newEntryName(destination);
        expect(made).not.toMatch(/[/\0]/);
        expect(parseEntryName(made)?.destination).toBe(destination);
      }),
    );
  });

  it.each(['', '..', 'hello.json', `${THIS_BOOT}-1-1-1`, `${name(THIS_BOOT, 1)}@%`])(
    "'%s' is somebody else's name",
    text => {
      expect(parseEntryName(text)).toBeNull();
    },
  );
});

describe('the order of what is in the spool', () => {
  it('is former boots by their oldest file, then this boot', () => {
    const times: Record<string, number> = {
      [name('aaaaaaaa', 9)]: 200,
      [name('aaaaaaaa', 5)]: 210,
      [name('bbbbbbbb', 1)]: 100,
    };
    const names = [name(THIS_BOOT, 1), name('aaaaaaaa', 9), name('aaaaaaaa', 5), name('bbbbbbbb', 1)];
    expect(inOrder(names, file => times[file] ?? 0)).toEqual([
      name('bbbbbbbb', 1),
      name('aaaaaaaa', 5),
      name('aaaaaaaa', 9),
      name(THIS_BOOT, 1),
    ]);
  });

  it('takes names that others chose by their own time', () => {
    expect(inOrder(['b', 'a', 'c'], file => ({ a: 3, b: 1, c: 2 })[file] ?? 0)).toEqual(['b', 'c', 'a']);
  });
});

function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

import { expect, it } from 'vitest';
import { outputText } from '../../src/view/message.ts';

it.each([
  [{ head: 'all of it\n', tail: '', omitted: 0 }, 'all of it\n'],
  [{ head: 'all', tail: ' of it', omitted: 0 }, 'all of it'],
  [{ head: 'first\n', tail: 'last\n', omitted: 12_345 }, 'first\n[… 12345 bytes left out …]\nlast\n'],
  [{ head: 'fir', tail: 'st', omitted: 7 }, 'fir\n[… 7 bytes left out …]\nst'],
])('an output says where something was left out: %j', (output, text) => {
  expect(outputText(output)).toBe(text);
});

import { describe, expect, it } from 'vitest';
import { type Ending, outcomeOf, unstartableText } from '../../src/wrap/outcome.ts';

describe('the outcome of a job', () => {
  it.each([
    [{ kind: 'exited', status: 0 }, false, { state: 'exited', exit: 0, signal: null }],
    [{ kind: 'exited', status: 127 }, false, { state: 'exited', exit: 127, signal: null }],
    [{ kind: 'exited', status: 0 }, true, { state: 'timeout', exit: 0, signal: null }],
    [{ kind: 'killed', signal: 'SIGKILL' }, false, { state: 'killed', exit: 137, signal: 'SIGKILL' }],
    [{ kind: 'killed', signal: 'SIGTERM' }, true, { state: 'timeout', exit: 143, signal: 'SIGTERM' }],
    [{ kind: 'unstartable', code: 'ENOENT' }, false, { state: 'unstartable', exit: 127, signal: null }],
    [{ kind: 'unstartable', code: 'EACCES' }, false, { state: 'unstartable', exit: 126, signal: null }],
    [{ kind: 'unstartable', code: 'E2BIG' }, false, { state: 'unstartable', exit: 126, signal: null }],
  ] as [Ending, boolean, object][])('%j, timed out: %s', (ending, timedOut, outcome) => {
    expect(outcomeOf(ending, timedOut)).toEqual(outcome);
  });

  it('is told in the words of a shell when nothing could be started', () => {
    expect(unstartableText('borg', 'ENOENT')).toBe('borg: not found');
    expect(unstartableText('/etc', 'EACCES')).toBe('/etc: Permission denied');
    expect(unstartableText('x', 'EMFILE')).toBe('x: EMFILE');
  });
});

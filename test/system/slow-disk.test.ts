import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { have, WrapperBench } from '../support/wrapper.ts';

describe.runIf(have('gcc', 'the slow disk is written in C'))('on a slow disk', () => {
  it('a job starts when the record of its run is on disk, and ends when its message is', async () => {
    const bench = new WrapperBench();
    const [library, log] = [bench.file('slowsync.so'), bench.file('log')];
    const source = join(import.meta.dirname, '../support/slowsync.c');
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
    Object.assign(bench.env, { LD_PRELOAD: library, SLOWSYNC_LOG: log });

    await bench.run(['-e', 'echo job >> "$SLOWSYNC_LOG"']);
    const [first, second, job, ...message] = readFileSync(log, 'utf8').trim().split('\n');
    const { runs, tmp, new: box } = bench.spool;
    expect(job).toBe('job');
    const [directory, record] = [first!, second!].sort();
    expect([directory, dirname(record!)]).toEqual([runs, runs]);
    expect([dirname(message[0]!), ...message.slice(1)]).toEqual([tmp, box]);
    expect(bench.only().exit).toBe(0);
  });
});

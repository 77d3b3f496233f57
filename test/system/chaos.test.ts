import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { POWER_MODES } from '../chaos/power.ts';
import { runChaos } from '../chaos/run.ts';
import { tally } from '../chaos/tally.ts';
import { testDirectory } from '../support/directory.ts';
import { haveRedis } from '../support/redis.ts';

const ROUNDS = 8; // the short form of npm run chaos

describe.runIf(haveRedis() && haveCompiler())('under chaos', () => {
  it.each(POWER_MODES)(
    `nothing is lost, doubled or reordered in ${ROUNDS} rounds of kill -9 (%s)`,
    async mode => {
      const { sent, stored, settled, ...faults } = await runChaos(mode, ROUNDS, 20_261_123);
      expect(faults).toMatchObject({ twice: 0, lost: 0, outOfOrder: 0 });
      expect(settled).toBe(true);
      expect(sent).toBeGreaterThan(100);
      expect(stored).toBeGreaterThanOrEqual(sent);
    },
    240_000,
  );
});

describe('the count of the chaos', () => {
  it('sees what is lost, doubled and out of order', () => {
    const store = join(testDirectory(), 'store.db');
    const db = new SQLite(store);
    db.exec('CREATE TABLE message (seq INTEGER PRIMARY KEY, plugin TEXT, envelope TEXT)');
    db.exec('CREATE TABLE "relation:told" ("#" INTEGER PRIMARY KEY, writer TEXT, number INTEGER)');
    const told = db.prepare('INSERT INTO "relation:told" (writer, number) VALUES (?, ?)');
    for (const number of [1, 3, 2, 2, 5]) told.run('w', number);
    const insert = db.prepare('INSERT INTO message (plugin, envelope) VALUES (?, ?)');
    for (const tag of ['a', 'a']) insert.run('job', JSON.stringify({ body: { tag, state: 'exited' } }));
    db.close();
    const writers = [{ name: 'w', told: [1, 2, 3, 4] }] as never;
    const runs = [
      { tag: 'a', finished: true },
      { tag: 'b', finished: true },
      { tag: 'c', finished: false },
    ];
    expect(tally(store, writers, runs)).toEqual({ sent: 6, stored: 5, twice: 2, lost: 2, outOfOrder: 1 });
    const none = join(testDirectory(), 'never-made.db');
    expect(tally(none, writers, runs)).toEqual({ sent: 6, stored: 0, twice: 0, lost: 6, outOfOrder: 0 });
  });
});

function haveCompiler(): boolean {
  try {
    execFileSync('gcc', ['--version']);
    return true;
  } catch {
    console.warn('NOT TESTED: gcc is not installed, which the simulated power cut needs');
    return false;
  }
}

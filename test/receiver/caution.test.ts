import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { SpoolInbox } from '../../src/queue/spool/inbox.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { Caution } from '../../src/receiver/caution.ts';
import { Receiver } from '../../src/receiver/receiver.ts';
import { tryInChild } from '../../src/receiver/trial.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';
import { NO_PLUGINS } from '../support/no-plugins.ts';

// Exhausts its memory for real on a message that says so.
const GLUTTON = `
  let text = '';
  process.stdin.on('data', chunk => (text += chunk)).on('end', () => {
    const hoard = [];
    while (text.includes('poison')) hoard.push(new Array(100000).fill(hoard.length));
  });`;

const message = (body: string) => JSON.stringify({ version: 1, plugin: 'nfs', body });

describe('a receiver that ended early again and again', () => {
  it('is suspicious at the fourth start without anything settled, and no more when all was seen', () => {
    const path = join(testDirectory(), 'sheepdog.db');
    const starts = Array.from({ length: 4 }, () => new Caution(path, 'spool'));
    expect(starts.map(caution => caution.suspicious)).toEqual([false, false, false, true]);
    starts[3]!.allGood();
    expect(starts[3]!.suspicious).toBe(false);
    expect(new Caution(path, 'spool').suspicious).toBe(false);
  });

  it('tries each message in a process of its own, and takes only the deadly one for a dead letter', async () => {
    const directory = testDirectory();
    const path = join(directory, 'sheepdog.db');
    const program = join(directory, 'glutton.cjs');
    writeFileSync(program, GLUTTON);
    const spool = createSpool(join(directory, 'spool'), false);
    for (const body of ['before', 'poison', 'after']) addEntry(spool, message(body));
    for (let start = 0; start < 3; start++) new Caution(path, 'spool');

    const store = Store.openForReceiver(path);
    const inbox = new SpoolInbox(spool, new Lanes(spool, null, systemClock, silentLog), 'tux01', systemClock);
    const caution = new Caution(path, 'spool');
    const tryAlone = (_host: string, text: string) => tryInChild([program], text);
    const receiver = new Receiver({
      inbox,
      store,
      plugins: () => NO_PLUGINS,
      caution,
      tryAlone,
      clock: systemClock,
      log: silentLog,
    });
    const taken: number[] = [];
    do taken.push(await receiver.step());
    while (taken.at(-1) !== 0);

    expect(taken).toEqual([1, 1, 1, 0]);
    expect(store.deadLetters()).toMatchObject([
      { text: message('poison'), reason: expect.stringMatching(/ended a process of its own/) },
    ]);
    expect(caution.suspicious).toBe(false);
    await inbox.close();
    store.close();
  });
});

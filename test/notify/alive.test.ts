import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../src/model/log.ts';
import { Alive, askForUrl, unwell } from '../../src/notify/alive.ts';
import { NOTED } from '../support/notices.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { sleep, until } from '../support/waiting.ts';

const MINUTE = 60_000;

describe('the outside is told that the dog is well', () => {
  it.each([
    ['while all is told', { canary: true, oldestDue: null }, null],
    ['while what waits waits for its turn', { canary: true, oldestDue: NOTED - 15 * MINUTE }, null],
    [
      'not while a notification waits',
      { canary: true, oldestDue: NOTED - 16 * MINUTE },
      'a notification waits for 16 min',
    ],
    [
      'not while messages do not come through',
      { canary: false, oldestDue: null },
      'a message does not pass queue, hook and store',
    ],
  ])('%s', (_, vital, reason) => {
    expect(unwell({ trouble: null, ...vital, now: NOTED })).toBe(reason);
  });

  it('again and again, by a URL', async () => {
    let pings = 0;
    let status = 200;
    const server = createServer((_, response) => {
      pings++;
      response.writeHead(status).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
    const clock = new VirtualClock(NOTED);
    const said: string[] = [];
    const say = (fields: object, text: string) => said.push(JSON.stringify(fields) + text);
    let back: string | null = null;
    let comes = true;
    const stop = new AbortController();
    const alive = new Alive({
      alive: () => ({ tell: [askForUrl(url)], interval: 5 * MINUTE }),
      fly: async word => {
        if (comes) back = word;
      },
      returned: () => back,
      oldestDue: () => null,
      trouble: () => null,
      clock,
      log: { ...silentLog, warn: say, info: say },
    });
    const running = alive.run(stop.signal);
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        clock.pass(1_000);
        await sleep(1);
      }
    };
    const passing = (condition: () => boolean, what: string) =>
      until(async () => {
        await pass(10_000);
        return condition();
      }, what);
    await passing(() => pings === 3, 'three pings');
    comes = false;
    await passing(() => said.length === 1, 'the complaint of the canary');
    const before = pings;
    await pass(16 * MINUTE);
    expect(pings).toBe(before);
    expect(said).toEqual([expect.stringContaining('does not pass queue, hook and store')]);
    comes = true;
    status = 500;
    await passing(() => said.length === 2, 'the complaint of the answer');
    expect(said[1]).toContain(`${url} answered 500`);
    status = 200;
    await passing(() => said.length === 3, 'the relief');
    stop.abort();
    await running;
  });
});

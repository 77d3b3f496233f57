import { describe, expect, it } from 'vitest';
import { Alerts } from '../../src/alert/alerts.ts';
import { planOf } from '../../src/alert/plan.ts';
import { DEFAULT_ALERTS } from '../../src/model/alert-settings.ts';
import { Store } from '../../src/store/store.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

const MINUTE = 60_000;

/** A daemon that decides beside the person, at a time of the person's. */
function decide(herd: HerdStore, work: (store: Store, alerts: Alerts) => void): void {
  const store = Store.openForReceiver(herd.path);
  const alerts = new Alerts(() => planOf({ ...DEFAULT_ALERTS, gatherFor: 0 }, [], 'reporthost'));
  store.decideBy(alerts);
  work(store, alerts);
  store.close();
}

function find(herd: HerdStore, subject: string, level: 'ok' | 'bark', time: number): void {
  const finding = { subject, level, text: `98 % used\u001b[31m`, value: 98, limit: 97 };
  const telling = { host: 'tux01', plugin: 'disk', time, received: time, belated: false };
  decide(herd, store =>
    store.transaction(writer => {
      writer.host('tux01', time);
      writer.apply([{ kind: 'finding', finding }], telling);
    }),
  );
}

const tick = (herd: HerdStore, now: number) =>
  decide(herd, (store, alerts) => store.transaction(() => alerts.tick(now, now)));

describe('why', () => {
  it('tells what was found, decided and told, and how it is now', async () => {
    const herd = new HerdStore();
    find(herd, '/export', 'bark', NOW - 30 * MINUTE);
    const { say } = person(herd);
    const { out, status } = await say(['why', 'tux01', 'disk', '/export']);
    expect(status).toBe(0);
    expect(out).toMatch(
      /11:30 {2}tux01 {2}disk {4}\/export {2}found {2}bark {3}98 % used.*\n.* bad {4}bark {3}was well before\n.* told {3}bark {3}nothing keeps it quiet/,
    );
    expect(out).toContain('tux01 disk /export is bark since 2026-11-21 11:30');
    expect(out).toContain('told 2026-11-21 11:30');
    expect(out).not.toContain('\u001b');
    const rows = asJson((await say(['why', 'tux0?', '--json'])).out);
    expect(rows.map(({ event }) => event)).toEqual(['found', 'bad', 'told']);
    expect(rows[2].notice).toMatch(/^\w{14}$/);
  });

  it('says so where it knows nothing', async () => {
    const { say } = person(new HerdStore());
    const { err, status } = await say(['why', 'tux9', 'job']);
    expect(status).toBe(2);
    expect(err).toContain("nothing was found of 'tux9 job' since 2026-11-14 12:00");
  });
});

describe('a silence', () => {
  it('is made, listed, shown in the status, and ended', async () => {
    const herd = new HerdStore();
    const { say } = person(herd);
    expect((await say(['silence'])).out).toBe('nothing is silenced\n');
    const made = await say(['silence', 'tux0?', 'disk', '--for', '2h', '--reason', 'a new disk\u001b[1m']);
    expect(made.out).toBe("tux0? disk is silenced until 2026-11-21 14:00: 'sheepdog unsilence 1' ends it\n");
    find(herd, '/', 'bark', NOW);
    expect((await say(['silence'])).out).toMatch(
      /1 {3}tux0\? {2}disk {4}\* {8}2026-11-21 14:00 .*a new disk/,
    );
    expect((await say(['status'])).out).toMatch(/98 % used.* \(not told: silenced until 2026-11-21 14:00 by/);
    expect((await say(['unsilence', '1'])).out).toBe('tux0? disk is silenced no longer\n');
    tick(herd, NOW + MINUTE);
    expect((await say(['silence'])).out).toBe('nothing is silenced\n');
    expect(asJson((await say(['why', 'tux01', '--json'])).out).map(({ event }) => event)).toEqual([
      ...['found', 'bad', 'quiet', 'told'],
    ]);
  });

  it.each([
    [['silence', 'tux01'], 'how long?'],
    [['silence', 'tux01', '--for', '2h', '--until-ok'], 'how long?'],
    [['silence', 'tux01', '--until-ok'], "nothing that would be told is wrong with 'tux01'"],
    [['ack', 'tux01', 'disk', '/data'], "nothing that would be told is wrong with 'tux01 disk /data'"],
    [['unsilence', '7'], "there is no silence '7'"],
  ])('needs sense: %j', async (argv, message) => {
    const { err, status } = await person(new HerdStore()).say(argv);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it('of each subject that is wrong is what ack makes: it is over when that one is well', async () => {
    const herd = new HerdStore();
    const { say } = person(herd);
    for (const subject of ['/', '/a b', '/c']) find(herd, subject, 'bark', NOW);
    find(herd, '/c', 'ok', NOW);
    const { out } = await say(['ack', 'tux01', 'disk', '--json']);
    expect(asJson(out).map(({ id, subject, until }) => [id, subject, until])).toEqual([
      [1, '/', null],
      [2, '/a b', null],
    ]);
    find(herd, '/', 'ok', NOW);
    tick(herd, NOW + MINUTE);
    expect((await say(['silence'])).out).toMatch(/^ID.*\n2 {3}tux01 {2}disk {4}\/a b/);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Alerts } from '../../src/alert/alerts.ts';
import { FLAPS, STEADY } from '../../src/alert/decide.ts';
import { planOf } from '../../src/alert/plan.ts';
import { ALERT_EVENTS } from '../../src/model/alert.ts';
import { DEFAULT_ALERTS } from '../../src/model/alert-settings.ts';
import { provide, services } from '../../src/scheme/index.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';
import { projectFile } from '../support/documents.ts';
import { HerdStore } from '../support/herd.ts';
import { mailFields, notice, settings } from '../support/notices.ts';
import { NOW, person } from '../support/person.ts';
import { postOffice } from '../support/post-office.ts';
import { mailServer } from '../support/smtp.ts';

const page = projectFile('docs/alerts.md');

it('the herd of the page is right', async () => {
  const [, herd] = /```scheme\n(.*?)```/s.exec(page)!;
  const file = join(testDirectory(), 'server-config.scm');
  writeFileSync(file, herd!);
  const { status, out, err } = await person(new HerdStore()).say(['check', '-c', file]);
  expect(err).toBe('');
  expect(out).toContain('3 machines');
  expect(status).toBe(0);
});

it.each([...page.matchAll(/`sheepdog ((?:silence|ack) [^`]*)`/g)].map(([, words]) => words!))(
  'the order of the page is one: %s',
  async words => {
    const argv = [...words.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
    const { status, err } = await person(new HerdStore()).say(argv);
    if (words.includes('--for')) expect([status, err]).toEqual([0, '']);
    else expect(err).toContain('nothing that would be told is wrong with');
  },
);

it('the figures of the page are those of the program', () => {
  expect(page).toContain(`\`gather-for\` of the herd (a minute; \`0\`: at once)`);
  expect(page).toContain('has `silent-for` (five minutes)');
  expect(DEFAULT_ALERTS).toMatchObject({ gatherFor: 60_000, silentFor: 300_000, remindEvery: null });
  expect(page).toContain('four times within an hour flaps');
  expect(page).toContain('as it is for 30 minutes');
  expect([FLAPS, STEADY]).toEqual([4, 1_800_000]);
});

/** A night of two disks, up to noon: what is asked on the page. */
async function nightOfTwoDisks() {
  const server = await mailServer();
  const office = await postOffice([settings('mail', mailFields(server.port))]);
  const alerts = new Alerts(() => planOf({ ...DEFAULT_ALERTS, gatherFor: 0 }, [], 'reporthost'));
  office.store.decideBy(alerts);
  const at = (minutesAgo: number) => {
    office.clock.pass(NOW - minutesAgo * 60_000 - office.clock.now());
    return office.clock.now();
  };
  const find = (host: string, subject: string, level: 'bark' | 'ok', minutesAgo: number) => {
    const time = at(minutesAgo);
    const finding = { subject, level, text: `${level}`, value: null, limit: null };
    office.store.transaction(writer => {
      writer.host(host, time);
      const telling = { host, plugin: 'disk', time, received: time, belated: false };
      writer.apply([{ kind: 'finding', finding }], telling);
    });
  };
  const order = Store.openForOrder(office.path, at(120)); // as a person's command does
  const silence = { host: 'tux01', plugin: 'disk', subject: '*', reason: 'new disks', author: 'me' };
  order.transaction(({ alerts: tables }) =>
    tables.silence({ ...silence, until: NOW - 30 * 60_000, made: at(120) }),
  );
  order.close();
  find('tux01', '/export', 'bark', 60);
  find('tux02', '/', 'bark', 50);
  await office.pass(0);
  office.store.transaction(() => alerts.tick(at(29), 0));
  await office.pass(0);
  await server.stop();
  find('tux02', '/', 'ok', 20);
  await office.pass(0);
  return office;
}

const QUESTIONS = [...page.matchAll(/```scheme\n(\(run\*.*?)```\n\n```text\n(.*?)```/gs)];

it('the questions of the page are answered as it says', async () => {
  const { path } = await nightOfTwoDisks();
  const { now } = services;
  provide({ now: () => NOW });
  onTestFinished(() => provide({ now }));
  expect(QUESTIONS).toHaveLength(3);
  const { say } = person({ path });
  for (const [, question, answers] of QUESTIONS) {
    const { out, err } = await say(['query', question!]);
    expect([out, err]).toEqual([answers, '']);
  }
});

it('a notification about no machine can be asked for as well', async () => {
  const office = await postOffice([settings('log', { level: 'warn' })]);
  office.decide(notice({ kind: 'digest', troubles: [], text: '1 bad' }));
  await office.pass(0);
  const question =
    '(run* (kind notifier to) (notification "-" "-" "-" #:kind kind #:notifier notifier #:to to))';
  const { out } = await person(office).say(['query', '--json', question]);
  expect(JSON.parse(out)).toEqual({ kind: 'digest', notifier: 'log', to: null });
});

it('the events of the page are those there are', async () => {
  const [, table] = /(\| event of `alert` .*?)\n\n/s.exec(page)!;
  const first = table!
    .split('\n')
    .slice(2)
    .map(line => line.split('|')[1]!);
  expect(first.flatMap(cell => cell.match(/[a-z]+/g)!).sort()).toEqual([...ALERT_EVENTS].sort());
  const { out } = await person(new HerdStore()).say(['why', '--help']);
  for (const event of ALERT_EVENTS) expect(out).toMatch(new RegExp(`\\b${event}\\b`));
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/model/log.ts';
import { makeNotifiers } from '../../src/notify/notifier.ts';
import { Outbox } from '../../src/notify/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { mailFields, notice, settings } from '../support/notices.ts';
import { asJson, NOW, person } from '../support/person.ts';
import { mailServer } from '../support/smtp.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

function configured(herd: string) {
  const file = join(testDirectory(), 'server-config.scm');
  writeFileSync(file, herd);
  return person(new HerdStore(), { SHEEPDOG_CONFIG: file });
}

describe('notify', () => {
  it('sends a trial by each notifier and shows what came of it', async () => {
    const server = await mailServer();
    server.refuse.recipient = address => (address === 'b@lab.org' ? [550, 'no such user'] : null);
    const mail = `(mail-notifier (to '("a@lab.org" "b@lab.org")) (from "dog@lab.org") (server "smtp://127.0.0.1:${server.port}"))`;
    const { say } = configured(`(herd (notifiers (list ${mail} (log-notifier))))`);
    const { status, out, err } = await say(['notify', '-e', 'hello\nBcc: x']);
    expect(status).toBe(1);
    expect(out.split('\n').map(line => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['NOTIFIER', 'TO', 'RESULT'],
      ['mail', 'a@lab.org', 'told'],
      ['mail', 'b@lab.org', 'refused'],
      ['log', 'told'],
      [''],
    ]);
    expect(out).toContain('no such user');
    expect(err).toBe('[sheepdog] a trial: nothing is wrong\n');
    expect(server.mails.map(({ headers }) => headers.subject)).toEqual([
      '[sheepdog] a trial: nothing is wrong',
    ]);
    expect(server.mails[0]!.body).toContain('\nhello\nBcc: x\n');
  });

  it('tries those that are named', async () => {
    const { say } = configured('(herd (notifiers (list (log-notifier) (log-notifier (name "other")))))');
    const { status, out } = await say(['notify', 'other', '--json']);
    expect([status, asJson(out)]).toEqual([0, [{ notifier: 'other', to: null, told: true, reason: null }]]);
    expect(await say(['notify', 'none'])).toMatchObject({
      status: 2,
      err: `sheepdog: error: there is no notifier 'none'\nhint: the notifiers are: log, other\n`,
    });
  });

  it('says so where there is none', async () => {
    expect(await configured('(herd)').say(['notify'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('names no notifier'),
    });
  });
});

describe('outbox', () => {
  it('shows what waits and why, and what was told where that is asked for', async () => {
    const server = await mailServer();
    const herd = new HerdStore();
    const { say } = person(herd);
    expect(await say(['outbox'])).toMatchObject({ status: 0, out: 'nothing waits\n' });
    await send(herd.path, server.port, 'n1');
    expect(await say(['outbox'])).toMatchObject({ status: 0, out: 'nothing waits\n' });
    expect((await say(['outbox', '--all'])).out).toMatch(/mail +you@lab.org +sent +1 /);
    await server.stop();
    await send(herd.path, server.port, 'n2');
    const { status, out } = await say(['outbox']);
    expect(status).toBe(1);
    expect(out).toMatch(
      /^SINCE +NOTIFIER .*\n2026-11-21 12:00 +mail +you@lab.org +waiting +1 +2026-11-21 12:00 .*ECONNREFUSED/,
    );
    expect(asJson((await say(['outbox', '--json'])).out)).toMatchObject([
      {
        notice: 'n2',
        notifier: 'mail',
        state: 'waiting',
        tries: 1,
        due: new Date(NOW + 5_000).toISOString(),
        kind: 'bad',
      },
    ]);
  });
});

const digestOfNothing = {
  rows: [],
  recovered: [],
  silenced: [],
  summary: '',
  since: 0,
  now: 0,
  timezone: null,
};

async function send(path: string, port: number, id: string): Promise<void> {
  const store = Store.openForReceiver(path);
  const clock = new VirtualClock(NOW);
  store.transaction(writer => writer.notices.add(notice({ id, thread: id })));
  const notifiers = await makeNotifiers([settings('mail', mailFields(port))], { clock, log: silentLog });
  const write = () => ({ subject: 'a subject', body: 'a body\n' });
  const parts = {
    notifiers: () => notifiers,
    informAllowed: () => [],
    facts: () => digestOfNothing,
    write,
    host: 'reporthost',
  };
  const outbox = new Outbox({ store, clock, log: silentLog, ...parts });
  outbox.step();
  await outbox.settled();
  store.close();
}

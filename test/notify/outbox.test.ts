import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Notice, Trouble } from '../../src/model/notice.ts';
import { pauseAfter } from '../../src/notify/courier.ts';
import type { NamedNotifier, Outcome } from '../../src/notify/notifier.ts';
import { disk, mailFields, NOTED, notice, settings, trouble } from '../support/notices.ts';
import { postOffice } from '../support/post-office.ts';
import { mailServer } from '../support/smtp.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A notifier that says what it is told to say, and remembers what it was given. */
function scripted(name: string, outcome: () => Outcome, addresses: string[] | null = null) {
  const given: { id: string; to: string | null; subject: string; body: string; references: string[] }[] = [];
  const notifier: NamedNotifier = {
    settings: settings('log', { level: 'warn' }, { name }),
    addresses,
    probe: async () => null,
    async deliver({ id, to, subject, body, references }) {
      given.push({ id, to, subject, body, references });
      return outcome();
    },
  };
  return { notifier, given };
}
const well: Outcome = { kind: 'delivered' };
const gone: Outcome = { kind: 'later', reason: 'refused', away: true };

describe('a notice', () => {
  it('goes to each address, once', async () => {
    const server = await mailServer();
    const office = await postOffice([
      settings('mail', mailFields(server.port, { to: ['a@lab.org', 'b@lab.org'] })),
    ]);
    office.decide(notice());
    await office.pass(DAY, HOUR);
    expect(server.mails.map(({ to }) => to[0]).sort()).toEqual(['a@lab.org', 'b@lab.org']);
    expect(new Set(server.mails.map(({ headers }) => headers['message-id'])).size).toBe(2);
    expect(office.deliveries().map(({ state, tries }) => [state, tries])).toEqual([
      ['sent', 1],
      ['sent', 1],
    ]);
  });

  it('of an end follows in the thread of the beginning', async () => {
    const server = await mailServer();
    const office = await postOffice([settings('mail', mailFields(server.port))]);
    office.decide(notice());
    office.decide(notice({ id: 'n2', kind: 'well', troubles: [trouble({ level: 'ok', text: 'ok' })] }));
    await office.pass(MINUTE);
    const [bad, end] = server.mails;
    expect(end!.headers['in-reply-to']).toBe(bad!.headers['message-id']);
    expect(end!.headers.references).toBe(bad!.headers['message-id']);
  });

  it('goes to a thousand addresses', async () => {
    const server = await mailServer();
    const to = Array.from({ length: 1000 }, (_, i) => `p${i}@lab.org`);
    const office = await postOffice([settings('mail', mailFields(server.port, { to }))]);
    server.refuse.recipient = address => (address === 'p7@lab.org' ? [550, 'no such user'] : null);
    office.decide(notice());
    await office.pass(0);
    expect(server.mails).toHaveLength(999);
    expect(new Set(server.mails.map(mail => mail.to[0])).size).toBe(999);
    expect(server.connections).toBeLessThan(50); // each is good for a hundred letters
    expect(
      office
        .deliveries()
        .filter(({ state }) => state === 'failed')
        .map(({ address }) => address),
    ).toEqual(['p7@lab.org']);
  });

  it('that nobody is for is taken all the same', async () => {
    const office = await postOffice([
      settings(
        'log',
        { level: 'warn' },
        { route: { hosts: [], plugins: ['*'], subjects: ['*'], levels: ['bark'], times: [] } },
      ),
    ]);
    office.decide(notice());
    await office.pass(0);
    expect([office.deliveries(), office.store.outbox.hasNotices()]).toEqual([[], false]);
  });
});

describe('a mail server that is down for a day', () => {
  it('gets all of it afterwards, in order, once', async () => {
    const server = await mailServer();
    await server.stop();
    const office = await postOffice([
      settings('mail', mailFields(server.port, { to: ['a@lab.org', 'b@lab.org'] })),
    ]);
    for (let i = 0; i < 24; i++) {
      office.decide(
        notice({
          id: `n${i}`,
          thread: `t${i}`,
          time: NOTED + i * HOUR,
          troubles: [disk({ subject: `/d${i}` })],
        }),
      );
      await office.pass(HOUR, 10 * MINUTE);
      if (i % 7 === 0) await office.restart();
    }
    await server.start();
    await office.pass(20 * MINUTE, MINUTE);
    for (const address of ['a@lab.org', 'b@lab.org']) {
      const subjects = server.mails
        .filter(({ to }) => to[0] === address)
        .map(({ headers }) => headers.subject);
      expect(subjects).toEqual(
        Array.from({ length: 24 }, (_, i) => `[sheepdog] tux01: disk /d${i}: 98.1 % of 7.3 TiB used`),
      );
    }
    await office.pass(DAY, HOUR);
    expect(server.mails).toHaveLength(48);
  });
});

describe('a webhook that answers 500 for hours', () => {
  it('gets what there is afterwards, in order, once', async () => {
    let status = 500;
    const taken: string[] = [];
    const http = createServer(async (request, response) => {
      const { notice: told } = (await json(request)) as { notice: { id: string } };
      if (status === 200) taken.push(told.id);
      response.writeHead(status).end();
    });
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      http.closeAllConnections();
      http.close();
    });
    const address = http.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
    const office = await postOffice([settings('webhook', { url, 'secret-file': null })]);
    for (let hour = 0; hour < 6; hour++) {
      office.decide(notice({ id: `n${hour}`, thread: `t${hour}` }));
      await office.pass(HOUR, 10 * MINUTE);
    }
    status = 200;
    await office.pass(HOUR, 5 * MINUTE);
    expect(taken).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5']);
  });
});

describe('a notifier that fails', () => {
  it('is tried after growing pauses, under the same id', async () => {
    const { notifier, given } = scripted('log', () => gone);
    const office = await postOffice([settings('log', { level: 'warn' })], { wrap: () => [notifier] });
    const times: number[] = [];
    office.decide(notice());
    for (let seconds = 0; seconds < 3600; seconds += 5) {
      const before = given.length;
      await office.pass(0);
      if (given.length > before) times.push(seconds);
      office.clock.pass(5_000);
    }
    expect(times).toEqual([0, 5, 20, 65, 200, 605, 1505, 2405, 3305]);
    expect(new Set(given.map(({ id }) => id)).size).toBe(1);
    expect(pauseAfter(1000)).toBe(15 * MINUTE);
  });

  it('is tried again though the clock was set back a day', async () => {
    let outcome: Outcome = gone;
    const { notifier, given } = scripted('log', () => outcome);
    const office = await postOffice([settings('log', { level: 'warn' })], { wrap: () => [notifier] });
    office.decide(notice());
    await office.pass(MINUTE, 1_000);
    const tried = given.length;
    office.clock.jump(-DAY);
    outcome = well;
    await office.pass(10_000, 1_000);
    expect(given).toHaveLength(tried + 1);
    expect(office.deliveries()).toMatchObject([{ state: 'sent' }]);
  });

  it('is given up after five days, and then told of what comes', async () => {
    let outcome: Outcome = gone;
    const { notifier, given } = scripted('log', () => outcome);
    const office = await postOffice([settings('log', { level: 'warn' })], { wrap: () => [notifier] });
    office.decide(notice());
    await office.pass(6 * DAY, HOUR);
    outcome = well;
    expect(office.deliveries()).toMatchObject([{ state: 'failed', error: 'given up: refused' }]);
    office.decide(notice({ id: 'n2' }));
    await office.pass(HOUR, MINUTE);
    expect(given.at(-1)!.id).toMatch(/^n2\./);
    expect(office.deliveries().at(-1)!.state).toBe('sent');
  });

  it('does not hold up another', async () => {
    const [bad, good] = [scripted('bad', () => gone), scripted('good', () => well)];
    const office = await postOffice([], { wrap: () => [bad.notifier, good.notifier] });
    office.decide(notice(), notice({ id: 'n2' }));
    await office.pass(0);
    expect([bad.given.length, good.given.length]).toEqual([1, 2]);
  });

  it('for one address does not hold up the others, and keeps the order of that one', async () => {
    const server = await mailServer();
    const office = await postOffice([
      settings('mail', mailFields(server.port, { to: ['grey@lab.org', 'b@lab.org'] })),
    ]);
    server.refuse.recipient = address => (address === 'grey@lab.org' ? [450, 'greylisted'] : null);
    office.decide(notice(), notice({ id: 'n2' }));
    await office.pass(0);
    expect(server.mails.map(({ to }) => to[0])).toEqual(['b@lab.org', 'b@lab.org']);
    server.refuse = {};
    await office.pass(MINUTE, 5_000);
    const toGrey = server.mails.slice(2);
    expect(toGrey.map(({ to, headers }) => [to[0], headers['message-id']!.slice(0, 4)])).toEqual([
      ['grey@lab.org', '<n1.'],
      ['grey@lab.org', '<n2.'],
    ]);
  });

  it('by an exception fails for now', async () => {
    const { notifier } = scripted('log', () => {
      throw new Error('broken');
    });
    const office = await postOffice([], { wrap: () => [notifier] });
    office.decide(notice());
    await office.pass(0);
    expect(office.deliveries()).toMatchObject([{ state: 'waiting', error: 'broken', tries: 1 }]);
  });
});

describe('the fallback', () => {
  const withFallback = (first: NamedNotifier, second: NamedNotifier) => {
    first.settings = { ...first.settings, fallback: second.settings.name };
    second.settings = { ...second.settings, route: { ...second.settings.route, hosts: [] } };
    return { wrap: () => [first, second] };
  };

  it('is told within ten minutes of what cannot be told otherwise, once', async () => {
    const [mail, pager] = [scripted('mail', () => gone), scripted('pager', () => well)];
    const office = await postOffice([], withFallback(mail.notifier, pager.notifier));
    office.decide(notice());
    await office.pass(4 * MINUTE, 5_000);
    expect(pager.given).toEqual([]);
    await office.pass(6 * MINUTE, 5_000);
    expect(pager.given).toHaveLength(1);
    expect(pager.given[0]!.body).toMatch(
      /^The notifier mail could not deliver this since 2026-11-21 \d\d:\d\d \(refused\)\.\n\n/,
    );
    await office.restart();
    await office.pass(DAY, HOUR);
    expect(pager.given).toHaveLength(1);
  });

  it('is told within ten minutes though the clock was set back a day', async () => {
    const [mail, pager] = [scripted('mail', () => gone), scripted('pager', () => well)];
    const office = await postOffice([], withFallback(mail.notifier, pager.notifier));
    office.decide(notice());
    await office.pass(0);
    office.clock.jump(-DAY);
    await office.pass(10 * MINUTE, 5_000);
    expect(pager.given).toHaveLength(1);
  });

  it('is told at once of what fails for good', async () => {
    const mail = scripted('mail', () => ({ kind: 'never', reason: 'no such user' }));
    const pager = scripted('pager', () => well);
    const office = await postOffice([], withFallback(mail.notifier, pager.notifier));
    office.decide(notice());
    await office.pass(10_000, 1_000);
    expect(pager.given.map(({ body }) => body.split('\n')[0])).toEqual([
      'The notifier mail cannot deliver this (no such user).',
    ]);
  });

  it('told, and the notifier is back: one summary stands for all of it', async () => {
    let outcome: Outcome = gone;
    const mail = scripted('mail', () => outcome, ['a@lab.org', 'b@lab.org']);
    const pager = scripted('pager', () => well);
    const office = await postOffice([], withFallback(mail.notifier, pager.notifier));
    for (let i = 0; i < 5; i++) {
      office.decide(notice({ id: `n${i}`, thread: `t${i}`, troubles: [disk({ subject: `/d${i}` })] }));
      await office.pass(20 * MINUTE, MINUTE);
      if (i === 2) await office.restart();
    }
    expect(pager.given).toHaveLength(5);
    mail.given.length = 0;
    outcome = well;
    office.decide(notice({ id: 'last', thread: 'last' }));
    await office.pass(20 * MINUTE, MINUTE);
    for (const address of ['a@lab.org', 'b@lab.org']) {
      const given = mail.given.filter(({ to }) => to === address);
      expect(given.map(({ subject }) => subject)).toEqual([
        '[sheepdog] digest: 5 notifications went by pager, because mail could not be reached',
        '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      ]);
      expect(
        given[0]!.body.match(/^ {2}2026-11-21 \d\d:\d\d {2}\[sheepdog\] tux01: disk \/d\d: /gm),
      ).toHaveLength(5);
    }
    expect(office.store.outbox.oldestDue()).toBeNull();
  });

  it('that told of the beginning tells of the end', async () => {
    const [mail, pager] = [scripted('mail', () => gone), scripted('pager', () => well)];
    const office = await postOffice([], withFallback(mail.notifier, pager.notifier));
    office.decide(notice());
    await office.pass(10 * MINUTE, 5_000);
    office.decide(notice({ id: 'n2', kind: 'well', troubles: [trouble({ level: 'ok' })] }));
    await office.pass(0);
    expect(pager.given.map(({ subject }) => subject)).toEqual([
      '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      '[sheepdog] tux01: borg-ipfs is well again after 60 min',
    ]);
  });
});

describe('what ends and begins anew', () => {
  it('between any two steps loses nothing, and a doubled one carries the same id', async () => {
    // Ended after the plan, before sending; after sending, before it is written down; after that.
    for (const end of ['planned', 'sent', 'written'] as const) {
      const { notifier, given } = scripted('log', () => well);
      let dead = false;
      const mortal: NamedNotifier = {
        ...notifier,
        deliver: (letter, signal) => {
          if (end === 'planned' && !dead) return new Promise(() => {});
          const sent = notifier.deliver(letter, signal);
          return end === 'sent' && !dead ? new Promise(() => {}) : sent;
        },
      };
      const office = await postOffice([], { wrap: () => [mortal] });
      office.decide(notice(), notice({ id: 'n2', thread: 't2' }));
      office.outbox.step();
      if (end === 'written') await office.outbox.settled();
      dead = true;
      await office.restart();
      await office.pass(MINUTE, 1_000);
      const ids = given.map(({ id }) => id.slice(0, 3));
      expect([end, ...ids]).toEqual(end === 'sent' ? [end, 'n1.', 'n1.', 'n2.'] : [end, 'n1.', 'n2.']);
      if (end === 'sent') expect(given[0]!.id).toBe(given[1]!.id);
    }
  });

  it('is not sent again because the store could not be told that it was', async () => {
    const { notifier, given } = scripted('log', () => well);
    const office = await postOffice([], { wrap: () => [notifier] });
    const { store } = office;
    office.decide(notice());
    office.outbox.step();
    const works = store.transaction;
    store.transaction = () => {
      throw new Error('database or disk is full');
    };
    await office.outbox.settled();
    store.transaction = works;
    expect(office.deliveries()).toMatchObject([{ state: 'waiting' }]);
    await office.pass(MINUTE, 1_000);
    expect([given.length, office.deliveries()[0]!.state]).toEqual([1, 'sent']);
  });

  it('with another configuration tells those who are there now', async () => {
    const [old, young] = [scripted('old', () => gone), scripted('young', () => well)];
    let now = [old.notifier];
    const office = await postOffice([], { wrap: () => now });
    office.decide(notice());
    await office.pass(0);
    now = [young.notifier];
    await office.restart();
    await office.pass(10_000, 1_000);
    expect(young.given).toHaveLength(1);
    expect(office.deliveries()).toMatchObject([
      { notifier: 'old', state: 'failed' },
      { notifier: 'young', state: 'sent' },
    ]);
  });
});

describe('addresses that jobs ask for', () => {
  const inform = (addresses: string[], { troubles = [trouble()], ...more }: Partial<Notice> = {}) => {
    const [job, ...others] = troubles as [Trouble, ...Trouble[]];
    return notice({ troubles: [{ ...job, inform: addresses }, ...others], ...more });
  };

  it('are told of the job, where the configuration allows them', async () => {
    const server = await mailServer();
    const mail = settings('mail', mailFields(server.port));
    const office = await postOffice([mail], { informAllowed: ['lab.org', 'me@elsewhere.org'] });
    const asked = [
      'mailto:peter@lab.org',
      'mailto:ME@elsewhere.org',
      'mailto:you@elsewhere.org',
      'mailto:x@evil-lab.org',
      'mailto:x@lab.org\r\nBcc: y@z',
    ];
    office.decide(inform(asked, { troubles: [trouble(), disk()] }));
    await office.pass(0);
    expect(server.mails.map(({ to }) => to[0])).toEqual(['you@lab.org', 'peter@lab.org', 'ME@elsewhere.org']);
    expect(server.mails[1]!.headers.subject).toBe('[sheepdog] tux01: borg-ipfs failed (exit 2)');
    expect(office.deliveries().filter(({ state }) => state === 'refused')).toHaveLength(3);
    office.decide(inform(asked, { id: 'n2', kind: 'well', troubles: [trouble({ level: 'ok' })] }));
    await office.pass(0);
    expect(server.mails.slice(3).map(({ to }) => to[0])).toEqual([
      'you@lab.org',
      'peter@lab.org',
      'ME@elsewhere.org',
    ]);
    expect(server.mails[4]!.headers['in-reply-to']).toBe(server.mails[1]!.headers['message-id']);
  });

  it('are told of the jobs that named them, and of no others', async () => {
    const server = await mailServer();
    const office = await postOffice([settings('mail', mailFields(server.port))], {
      informAllowed: ['lab.org'],
    });
    const job = (host: string, subject: string, ...people: string[]) =>
      trouble({ host, subject, inform: people.map(name => `mailto:${name}@lab.org`) });
    const told = (troubles: Trouble[]) =>
      notice({ id: troubles[0]!.level, kind: 'bad', cause: 'host tux01', troubles });
    const troubles = [
      job('tux01', 'borg', 'alice', 'carol'),
      job('tux01', 'scrub', 'bob', 'carol'),
      job('tux02', 'borg', 'alice'),
      disk(),
    ];
    office.decide(told(troubles));
    await office.pass(0);
    const asked = server.mails.filter(({ to }) => to[0] !== 'you@lab.org');
    expect(asked.map(({ to, headers }) => `${to} ${headers.subject}`).sort()).toEqual([
      'alice@lab.org [sheepdog] tux01: borg failed (exit 2)',
      'alice@lab.org [sheepdog] tux02: borg failed (exit 2)',
      'bob@lab.org [sheepdog] tux01: scrub failed (exit 2)',
      'carol@lab.org [sheepdog] host tux01: 2 bad: borg, scrub',
    ]);
    for (const { to, body } of asked) if (to[0] === 'alice@lab.org') expect(body).not.toMatch(/scrub|disk/);
    expect(new Set(asked.map(({ headers }) => headers['message-id'])).size).toBe(4);
  });

  it('of which there are a thousand are refused but for ten', async () => {
    const server = await mailServer();
    const office = await postOffice([settings('mail', mailFields(server.port))], {
      informAllowed: ['lab.org'],
    });
    office.decide(inform(Array.from({ length: 1000 }, (_, i) => `mailto:p${i}@lab.org`)));
    await office.pass(0);
    expect(server.mails).toHaveLength(1 + 10);
    const refused = office.deliveries().filter(({ state }) => state === 'refused');
    expect([refused.length, refused[0]!.error]).toEqual([
      990,
      'more than 10 an hour for the jobs of one machine',
    ]);
  });

  it('are told ten times an hour at most for one machine', async () => {
    const server = await mailServer();
    const office = await postOffice([settings('mail', mailFields(server.port))], {
      informAllowed: ['lab.org'],
    });
    for (let i = 0; i < 15; i++)
      office.decide(inform(['mailto:peter@lab.org'], { id: `n${i}`, thread: `t${i}` }));
    office.decide(
      inform(['mailto:peter@lab.org'], {
        id: 'other',
        thread: 'other',
        troubles: [trouble({ host: 'tux02' })],
      }),
    );
    await office.pass(0);
    const toPeter = () => server.mails.filter(({ to }) => to[0] === 'peter@lab.org').length;
    expect(toPeter()).toBe(11);
    await office.pass(HOUR + MINUTE);
    office.decide(inform(['mailto:peter@lab.org'], { id: 'later', thread: 'later' }));
    await office.pass(0);
    expect(toPeter()).toBe(12);
  });
});

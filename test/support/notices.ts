import type { Notice, Trouble } from '../../src/model/notice.ts';
import type { NotifierFields, NotifierSettings } from '../../src/model/notifier.ts';
import type { Letter } from '../../src/notify/notifier.ts';

/** When all of it happens: 2026-11-21 12:00 UTC. */
export const NOTED = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

export function trouble(more: Partial<Trouble> = {}): Trouble {
  return {
    host: 'tux01',
    plugin: 'job',
    subject: 'borg-ipfs',
    level: 'bark',
    text: 'exit 2 after 0.4 s',
    value: null,
    limit: null,
    since: NOTED - HOUR,
    count: 1,
    show: '1m837zxhzqzbg2',
    ...more,
  };
}

export const disk = (more: Partial<Trouble> = {}): Trouble =>
  trouble({
    plugin: 'disk',
    subject: '/export',
    text: '98.1 % of 7.3 TiB used',
    value: 98.1,
    limit: 97,
    show: null,
    ...more,
  });

export function notice(more: Partial<Notice> = {}): Notice {
  return {
    id: 'n1',
    kind: 'bad',
    time: NOTED,
    thread: 't1',
    troubles: [trouble()],
    cause: null,
    text: null,
    ...more,
  };
}

export function letter(more: Partial<Letter> = {}): Letter {
  return {
    id: 'n1.mail@reporthost',
    to: 'you@lab.org',
    subject: '[sheepdog] tux01: borg-ipfs failed (exit 2)',
    body: 'It failed.\n',
    references: [],
    notice: notice(),
    ...more,
  };
}

export function settings(kind: string, fields: NotifierFields, more: Partial<NotifierSettings> = {}) {
  return {
    kind,
    name: kind,
    route: { hosts: ['*'], plugins: ['*'], subjects: ['*'], levels: ['warn', 'bark', 'unknown'], times: [] },
    timezone: null,
    fallback: null,
    fallbackAfter: 300_000,
    digestTime: null,
    fields,
    ...more,
  } satisfies NotifierSettings;
}

/** The fields of a mail notifier to a server of the test's own. */
export const mailFields = (port: number, more: NotifierFields = {}): NotifierFields => ({
  to: ['you@lab.org'],
  from: 'sheepdog@reporthost',
  server: `smtp://127.0.0.1:${port}`,
  'password-file': null,
  tls: null,
  'ca-file': null,
  ...more,
});

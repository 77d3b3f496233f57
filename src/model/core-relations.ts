import type { Relation } from './relation.ts';

const HOST = { name: 'host', type: 'text', doc: 'The machine it is about.' } as const;

const SUBJECT = [
  { name: 'plugin', type: 'text', doc: 'Whose receiver hook found it.' },
  { name: 'subject', type: 'text', doc: 'What is looked at.' },
] as const;

/** The runs of wrapped jobs as a relation: what a person can ask. The store keeps them in a table of their own. */
export const JOB_RUN_RELATION: Relation = {
  name: 'job-run',
  kind: 'event',
  key: [
    HOST,
    { name: 'tag', type: 'text', doc: 'What people call the job.' },
    { name: 'time', type: 'time', doc: 'When it was started, by the clock of its machine.' },
  ],
  columns: [
    {
      name: 'status',
      type: 'integer',
      doc: 'What it exited with; none while it runs, and when it was lost.',
    },
    { name: 'state', type: 'text', doc: 'running, exited, killed, timeout, unstartable or lost.' },
    { name: 'elapsed', type: 'duration', doc: 'How long it took; none while it runs.' },
    { name: 'signal', type: 'text', doc: 'The signal that ended it, as SIGKILL.' },
    { name: 'user', type: 'text', doc: 'Whose job it was.' },
    { name: 'command', type: 'text', doc: 'The command line, passwords masked.' },
    { name: 'run', type: 'text', doc: 'The id that sheepdog show takes.' },
  ],
  plugin: 'core',
  doc: 'A run of a wrapped job.',
};

/** When each machine was last heard of, as a relation. */
export const HEARTBEAT_RELATION: Relation = {
  name: 'heartbeat',
  kind: 'event',
  key: [HOST, { name: 'last', type: 'time', doc: 'When it was last heard of, by the clock of the server.' }],
  columns: [
    { name: 'every', type: 'duration', doc: 'How often it promised to beat; none for one that never beat.' },
    { name: 'first', type: 'time', doc: 'When it was first heard of.' },
  ],
  plugin: 'core',
  doc: 'When a machine of the herd was last heard of.',
};

/** Every decision as a relation: what a person can ask, and `why` shows. What changes nothing is no row. */
export const ALERT_RELATION: Relation = {
  name: 'alert',
  kind: 'event',
  key: [HOST, ...SUBJECT],
  columns: [
    { name: 'time', type: 'time', doc: 'When it was decided.' },
    { name: 'event', type: 'text', doc: 'bad, well, told, quiet, held … : docs/alerts.md has them all.' },
    { name: 'level', type: 'text', doc: 'How the subject stood: ok, note, warn, bark or unknown.' },
    { name: 'reason', type: 'text', doc: 'Why it was decided so.' },
    { name: 'notice', type: 'text', doc: 'The id of the notice, of what was told.' },
  ],
  plugin: 'core',
  doc: 'What was decided of what was found: told, or not told, and why.',
};

/** Who was told of what, as a relation: the letters of the outbox, one row for each receiver and each thing it is about. */
export const NOTIFICATION_RELATION: Relation = {
  name: 'notification',
  kind: 'event',
  key: [{ ...HOST, doc: 'The machine it is about; - where it is about none, as a digest.' }, ...SUBJECT],
  columns: [
    { name: 'time', type: 'time', doc: 'When it was decided to tell of it.' },
    { name: 'kind', type: 'text', doc: 'bad, well, flapping, reminder, quiet-over, inconclusive or digest.' },
    { name: 'notifier', type: 'text', doc: 'By which notifier.' },
    { name: 'to', type: 'text', doc: 'The address; none where the notifier has no addresses.' },
    { name: 'state', type: 'text', doc: 'What became of it: waiting, sent, failed, refused or covered.' },
    { name: 'tried', type: 'time', doc: 'When it was last tried: of what was sent, when that was.' },
    { name: 'tries', type: 'integer', doc: 'How often it was tried.' },
    { name: 'trouble', type: 'text', doc: 'Why it was not sent; none where it was.' },
    { name: 'title', type: 'text', doc: 'The subject line.' },
    { name: 'notice', type: 'text', doc: 'The id of the notice, the same as in alert.' },
    { name: 'message', type: 'text', doc: 'Its Message-ID.' },
  ],
  plugin: 'core',
  doc: 'Who was told of what, when, by which notifier, and what became of it.',
};

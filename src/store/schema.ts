/**
 * The steps by which a store came to be as it is; PRAGMA user_version says how many were taken.
 * A step that has shipped is never changed: a new one follows it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE host (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    machine TEXT,                 -- machine-id it last sent
    boot TEXT,                    -- boot id it last sent
    first_heard INTEGER NOT NULL, -- by the receiver's clock, as all times but message.time, message.sent, job_run.start
    last_heard INTEGER NOT NULL,
    heartbeat INTEGER,            -- milliseconds it promised to beat within; null for one that never beat
    forgotten INTEGER             -- since when nothing is expected of it; null again at the next word from it
  ) STRICT;

  CREATE TABLE spool (
    id INTEGER PRIMARY KEY,
    host INTEGER NOT NULL REFERENCES host,
    name TEXT NOT NULL,           -- the spool id its sender gave
    stored INTEGER NOT NULL,      -- every number up to this one is stored, dead-lettered or a gap
    UNIQUE (host, name)
  ) STRICT;

  CREATE TABLE gap (              -- numbers that can never arrive any more
    id INTEGER PRIMARY KEY,
    spool INTEGER NOT NULL REFERENCES spool,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    noticed INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;

  CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    host INTEGER NOT NULL REFERENCES host,
    spool INTEGER REFERENCES spool,
    number INTEGER,
    id TEXT NOT NULL,
    plugin TEXT NOT NULL,
    time INTEGER NOT NULL,
    sent INTEGER,
    received INTEGER NOT NULL,
    envelope TEXT NOT NULL
  ) STRICT;
  CREATE INDEX message_id ON message (id) WHERE plugin <> 'job'; -- a run's messages are found by the run
  CREATE UNIQUE INDEX message_unnumbered ON message (host, id) WHERE spool IS NULL;

  CREATE TABLE job_run (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    host INTEGER NOT NULL REFERENCES host,
    tag TEXT NOT NULL,
    state TEXT NOT NULL,
    command TEXT NOT NULL,
    user TEXT NOT NULL,
    start INTEGER NOT NULL,
    elapsed INTEGER,
    exit INTEGER,
    signal TEXT,
    attempt INTEGER NOT NULL,
    note TEXT,
    message INTEGER NOT NULL REFERENCES message,
    UNIQUE (run, host)
  ) STRICT;
  CREATE INDEX job_run_tag ON job_run (host, tag, message); -- by message: what was heard last is last

  CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY,
    host INTEGER NOT NULL REFERENCES host,
    spool INTEGER REFERENCES spool,
    number INTEGER,
    received INTEGER NOT NULL,
    reason TEXT NOT NULL,
    parked INTEGER,               -- the envelope's version, for what waits for an upgrade
    text TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE notice (           -- what is to be told: see src/model/notice.ts
    seq INTEGER PRIMARY KEY,      -- in the order of making, whatever the clock does
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    time INTEGER NOT NULL,
    thread TEXT NOT NULL,
    troubles TEXT NOT NULL,       -- JSON, as in the model
    cause TEXT,
    inform TEXT NOT NULL,         -- JSON, as in the model
    text TEXT,
    taken INTEGER                 -- when the outbox took it; null while it waits
  ) STRICT;
  CREATE INDEX notice_waiting ON notice (seq) WHERE taken IS NULL;
  CREATE INDEX notice_thread ON notice (thread);
  `,
  `
  ALTER TABLE host ADD COLUMN stopped INTEGER; -- when its daemon said that it ends; null when it has beaten since
  ALTER TABLE host ADD COLUMN delay INTEGER NOT NULL DEFAULT 0; -- milliseconds its last beat waited before it was sent
  CREATE INDEX job_run_running ON job_run (host) WHERE state = 'running';
  CREATE TABLE cover (            -- what watching says of a subject, and what its plugin said beneath it
    host TEXT NOT NULL,
    plugin TEXT NOT NULL,
    subject TEXT NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL,
    beneath TEXT,                 -- a finding as JSON; null where the plugin never spoke of it
    PRIMARY KEY (host, plugin, subject)
  ) STRICT, WITHOUT ROWID;
  `,
];

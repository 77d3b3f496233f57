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
  CREATE TABLE letter (           -- what one notifier tells of one notice, as it was written: every try sends the same
    id INTEGER PRIMARY KEY,
    notice TEXT NOT NULL,
    kind TEXT NOT NULL,
    thread TEXT NOT NULL,
    notifier TEXT NOT NULL,       -- its name in the configuration
    asked TEXT,                   -- the machine whose jobs asked for it by --inform; null for what the configuration says
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    content TEXT NOT NULL,        -- JSON: the notice, of those troubles that the notifier is told of
    created INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX letter_once ON letter (notice, notifier, coalesce(asked, ''));
  CREATE INDEX letter_asked ON letter (asked, created) WHERE asked IS NOT NULL;

  CREATE TABLE delivery (         -- one letter to one receiver
    id INTEGER PRIMARY KEY,
    letter INTEGER NOT NULL REFERENCES letter,
    notifier TEXT NOT NULL,
    address TEXT,                 -- null where the notifier has no addresses
    thread TEXT NOT NULL,
    message TEXT NOT NULL UNIQUE, -- Message-ID, the same at every try
    earlier TEXT NOT NULL,        -- JSON: Message-IDs of what the same receiver was told in the same thread
    state TEXT NOT NULL,          -- waiting, sent, failed, refused, covered: see src/store/outbox.ts
    created INTEGER NOT NULL,
    due INTEGER NOT NULL,         -- of what waits: when it is tried again
    tries INTEGER NOT NULL,
    tried INTEGER,                -- when it was tried last
    error TEXT,                   -- what came of that; null where it was sent
    covering INTEGER              -- of what failed or waits too long: when the fallback was asked to tell of it
  ) STRICT;
  CREATE INDEX delivery_waiting ON delivery (notifier, address, id) WHERE state = 'waiting';
  CREATE INDEX delivery_thread ON delivery (thread);
  CREATE INDEX delivery_letter ON delivery (letter);
  CREATE INDEX delivery_open ON delivery (created) WHERE covering IS NULL AND state IN ('waiting', 'failed');
  `,
  `
  CREATE TABLE alert (            -- subjects that are not well, or were not so lately: see src/model/alert.ts
    host TEXT NOT NULL,
    plugin TEXT NOT NULL,
    subject TEXT NOT NULL,
    level TEXT NOT NULL,
    since INTEGER NOT NULL,
    count INTEGER NOT NULL,
    text TEXT NOT NULL,
    value REAL,
    "limit" REAL,
    show TEXT,
    inform TEXT NOT NULL,         -- JSON
    bad INTEGER NOT NULL,
    began INTEGER NOT NULL,
    due INTEGER,
    changes TEXT NOT NULL,        -- JSON
    changed INTEGER NOT NULL,
    flapping INTEGER NOT NULL,
    told TEXT,
    toldAt INTEGER NOT NULL,
    want TEXT,
    wantedAt INTEGER NOT NULL,
    quiet TEXT,
    thread TEXT,
    PRIMARY KEY (host, plugin, subject)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE silence (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- said to people: none is given twice
    host TEXT NOT NULL,           -- names, or globs
    plugin TEXT NOT NULL,
    subject TEXT NOT NULL,
    until INTEGER,                -- null: as soon as all of it is well
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made INTEGER NOT NULL,
    ended INTEGER                 -- null while it holds, or its end is not told yet
  ) STRICT;

  CREATE TABLE watch (            -- one row: how the dog itself was when it last looked
    id INTEGER PRIMARY KEY CHECK (id = 1),
    alive INTEGER NOT NULL,
    left INTEGER NOT NULL         -- did it stop because somebody asked it to?
  ) STRICT;
  `,
  `
  CREATE TABLE digest (           -- when each notifier was last looked after for its daily digest
    notifier TEXT PRIMARY KEY,    -- its name in the configuration
    looked INTEGER NOT NULL,
    told INTEGER NOT NULL         -- when it last got one, or when it was first looked after
  ) STRICT;
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
  `
  CREATE TABLE run_kept (
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
    message INTEGER NOT NULL,     -- row of the message that told of it last, which is not kept as long as this
    heard INTEGER NOT NULL,       -- when that was received
    UNIQUE (run, host)
  ) STRICT;
  INSERT INTO run_kept SELECT job_run.*, received FROM job_run JOIN message ON seq = message ORDER BY job_run.id;
  DROP TABLE job_run;
  ALTER TABLE run_kept RENAME TO job_run;
  CREATE INDEX job_run_tag ON job_run (host, tag, message); -- by message: what was heard last is last
  CREATE INDEX job_run_running ON job_run (host) WHERE state = 'running';
  `,
  `
  ALTER TABLE watch ADD COLUMN deaf INTEGER;   -- since when nobody is heard at all; null where somebody is
  ALTER TABLE watch ADD COLUMN told INTEGER;   -- since when what was doubted that it last told of
  `,
  `
  CREATE TABLE forgotten_job (    -- of which nothing is expected until it is heard of again
    host INTEGER NOT NULL REFERENCES host,
    tag TEXT NOT NULL,
    message INTEGER NOT NULL,     -- of what was heard last: a run with a later one is news
    PRIMARY KEY (host, tag)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE alert ADD COLUMN gone INTEGER NOT NULL DEFAULT 0; -- is it well because it is there no more?
  `,
  `
  UPDATE notice SET troubles = (  -- who asked to be told is said of each trouble
    SELECT json_group_array(json_set(value, '$.inform', json(inform))) FROM json_each(troubles)
  ) WHERE taken IS NULL AND inform <> '[]';
  ALTER TABLE notice DROP COLUMN inform;
  DROP INDEX letter_once;
  CREATE UNIQUE INDEX letter_once ON letter (notice, notifier) WHERE asked IS NULL;
  CREATE UNIQUE INDEX letter_once_asked ON letter (notice, notifier, asked, content) WHERE asked IS NOT NULL;
  `,
];

import { run, shell } from '../command.ts';
import { fileStatus, newestFile, readFileText } from '../files.ts';
import { guixProfiles } from '../guix.ts';
import { news } from '../news.ts';
import { packageOf, packages, packagesOf } from '../packages.ts';
import { primitive } from '../primitive.ts';
import { shepherdStatus } from '../shepherd.ts';
import { systemdUnits } from '../systemd.ts';

const COMMAND = {
  timeout: 'duration',
  maxBytes: 'integer',
  stdin: 'text',
  environment: 'table',
  directory: 'text',
} as const;

const COMMAND_RESULT = `exit (#f when a signal ended it), signal, stdout, stderr, cut (was there more?),
elapsed (ms), failure: #f, "not-found", "not-permitted", "not-started", "timed-out", "stopped", "flooded"`;

/** Commands, files, packages, services. */
export const programs = [
  primitive({
    name: 'run-command',
    doc: `Runs a program with these arguments, without a shell, for at most #:timeout (30 s); then nothing of
it is left. #:max-bytes (1 MiB) of stdout and of stderr are kept.`,
    returns: COMMAND_RESULT,
    takes: { program: 'text', arguments: 'texts' },
    keywords: COMMAND,
    call: (machine, given, options) => run(machine, given.program, given.arguments, options),
  }),
  primitive({
    name: 'shell',
    doc: 'Runs a command line by /bin/sh, as run-command does. What comes from outside has no place in it.',
    returns: COMMAND_RESULT,
    takes: { line: 'text' },
    keywords: COMMAND,
    call: (machine, { line }, options) => shell(machine, line, options),
  }),
  primitive({
    name: 'read-file',
    doc: 'The text of a file, at most #:max-bytes (1 MiB) of it.',
    returns: 'seen, text, cut (is there more?) — or seen #f and reason: "no such file", "not permitted" …',
    takes: { path: 'text' },
    keywords: { maxBytes: 'integer' },
    call: (machine, { path }, options) => readFileText(machine, path, options),
  }),
  primitive({
    name: 'file-status',
    doc: 'Size, age and owner of a file or directory.',
    returns: `seen, kind ("file", "directory", "other"), size (bytes), modified (time), mode, user, group — or
reason`,
    takes: { path: 'text' },
    keywords: {},
    call: (machine, { path }) => fileStatus(machine, path),
  }),
  primitive({
    name: 'newest-file',
    doc: `The file in a directory that was changed last, of those whose names match #:glob ("*"); #:recursive
looks below.`,
    returns: `seen, path, size (bytes), modified (time), count, total-size (of all that match) — or seen #f
and reason`,
    takes: { directory: 'text' },
    keywords: { glob: 'text', recursive: 'boolean' },
    call: (machine, { directory }, options) => newestFile(machine, directory, options),
  }),
  primitive({
    name: 'packages',
    doc: `What the distribution's package manager (dpkg, rpm) has installed. For Guix there is guix-profiles.`,
    returns: `seen, manager, packages: list of name, version, revision, epoch, architecture — or seen #f and
reason`,
    takes: {},
    keywords: {},
    call: machine => packages(machine),
  }),
  primitive({
    name: 'package-of',
    doc: "The package a file belongs to: by its name in Guix' store, else by the package manager's lists.",
    returns: 'seen, name, version, revision, epoch, architecture — or seen #f and reason',
    takes: { path: 'text' },
    keywords: {},
    call: (machine, { path }) => packageOf(machine, path),
  }),
  primitive({
    name: 'packages-of',
    doc: 'The packages that several files belong to, as package-of tells them; it remembers them from look to look.',
    returns: 'list of: path, name, version, revision, epoch, architecture',
    takes: { paths: 'texts' },
    keywords: {},
    call: (machine, { paths }) => packagesOf(machine, paths),
  }),
  primitive({
    name: 'guix-profiles',
    doc: `Guix' profiles: the system's, and each user's own, home and pull. A target that is the same has not
changed.`,
    returns: `list of: profile ("system", "user:NAME", "home:NAME", "pull:NAME"), target, manifest (to be
read)`,
    takes: {},
    keywords: {},
    call: machine => guixProfiles(machine),
  }),
  primitive({
    name: 'news',
    doc: `What of a list is news since this monitor last asked, so that only changes travel. The whole list comes
first, and again after #:whole-after (a day): a server that has lost it has it again then.`,
    returns: 'whole (is came all there is?), came, gone',
    takes: { name: 'text', items: 'items' },
    keywords: { wholeAfter: 'duration' },
    call: (machine, { name, items }, options) => news(machine, name, items, options),
  }),
  primitive({
    name: 'systemd-units',
    doc: `The units systemd has loaded whose names match #:pattern ("*.service"); #:user asks one's own
manager.`,
    returns: `seen, units: list of name, description, load, active, sub, result, enabled, pid, exit,
program (a path), restarts, since (time) — or seen #f and reason`,
    takes: {},
    keywords: { pattern: 'text', user: 'boolean' },
    call: (machine, _, { pattern, ...options }) => systemdUnits(machine, pattern, options),
  }),
  primitive({
    name: 'shepherd-status',
    doc: `Asks GNU Shepherd for its services, or #:service. The system’s answers root; #:socket is for a
user’s own.`,
    returns: `seen, reply: the text of (reply (version 0) (result …) (error …) (messages …)) — or seen #f and
reason`,
    takes: {},
    keywords: { socket: 'text', service: 'text', timeout: 'duration' },
    call: (machine, _, options) => shepherdStatus(machine, options),
  }),
];

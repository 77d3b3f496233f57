import { describe, expect, it } from 'vitest';
import { loadText, said } from './herd-file.ts';

/** A configuration, all that is said of it, and the plugins beside it. */
type Mistake = [text: string, said: string[], plugins?: Record<string, string>];

const MISTAKES: Mistake[] = [
  [
    '(herd (machine (name "a")))',
    [`h.scm:1:8: error: herd has no field 'machine'\nhint: did you mean 'machines'?`],
  ],
  [
    '(herd (machines (list)) (machines (list)))',
    [`h.scm:1:26: error: herd: field 'machines' is given twice`],
  ],
  [
    '(herd (queue "http://x"))',
    [
      `h.scm:1:14: error: herd: field 'queue' must be a queue-address or #f, but is "http://x"\nhint: queue: The address of the queue; #f: the one in the queue file, or else the spool.`,
    ],
  ],
  [
    '(herd (machines (list (machine))))',
    [
      `h.scm:1:23: error: machine: field 'name' is missing\nhint: add (name string): The machine's host name.`,
    ],
  ],
  ['(herd 5)', [`h.scm:1:7: error: herd: 5 is not a field\nhint: write it as (field value)`]],
  ['(herd (queue))', [`h.scm:1:7: error: herd: (queue) is not a field\nhint: write it as (field value)`]],
  [
    '(herd (queue 1 2))',
    [`h.scm:1:7: error: herd: (queue 1 2) is not a field\nhint: write it as (field value)`],
  ],
  [
    '(herd (machines (list (machine (name "a")) 7)))',
    [
      `h.scm:1:17: error: herd: field 'machines' must be a list-of-machines, but holds 7\nhint: machines: The machines that are named.`,
    ],
  ],
  [
    '(herd (machines (list (machine (name "a")) (machine (name "a")))))',
    [`h.scm:1:53: error: there are two machines 'a'`],
  ],
  [
    '(define (watched name) (machne (name name)))\n(herd)',
    [`h.scm:1:25: error: unbound variable: machne\nhint: did you mean 'machine'?`],
  ],
  [
    '(define-rule (r h) (synopsis "x") (interval (hours 1)) (fresh (a) (asked-nowhere h a)) => #f)\n(herd)',
    [`h.scm:1:68: error: unbound variable: asked-nowhere`],
  ],
  [
    '(define-rule (disk h) (synopsis "x") (interval (hours 1)) (mounted h) => #f)\n(herd (rules (list disk)))',
    [`h.scm:1:15: error: a rule cannot be called 'disk': a plugin is`],
  ],
  [
    '(use-plugins nosuch)\n(herd)',
    [`h.scm:1:14: error: there is no plugin 'nosuch'\nhint: looked for nosuch.scm in ./plugins, .`],
  ],
  [
    '(use-plugins "x.scm")\n(herd)',
    [
      `h.scm:1:14: error: there is no file x.scm\nhint: plugins are named by a symbol, or by a file in a string`,
    ],
  ],
  [
    '(use-plugins 7)\n(herd)',
    [`h.scm:1:14: error: 7 names no plugin\nhint: plugins are named by a symbol, or by a file in a string`],
  ],
  [
    '(service disc-service-type)\n(herd)',
    [`h.scm:1:10: error: unbound variable: disc-service-type\nhint: did you mean 'disk-service-type'?`],
  ],
  [
    '(service 7)\n(herd)',
    [`h.scm:1:10: error: service: 7 is not a service type\nhint: it ends in -service-type`],
  ],
  [
    '(service)\n(herd)',
    [`h.scm:1:1: error: no rule of service matches (service)\nhint: expected (service type)`],
  ],
  [
    '(service disk-service-type 7)\n(herd)',
    [`h.scm:1:10: error: the service disk takes a disk-configuration, not 7`],
  ],
  [
    '(service disk-service-type (job-configuration))\n(herd)',
    [
      `h.scm:1:10: error: the service disk takes a disk-configuration, not (job-configuration (interval 300000) (tolerate 0))`,
    ],
  ],
  [
    '(disk-configuration (ignore "/x"))\n(herd)',
    [
      `h.scm:1:29: error: disk-configuration: field 'ignore' must be a list-of-strings, but is "/x"\nhint: ignore: Mount points left alone.`,
    ],
  ],
  [
    '(disk-configuration (inherit 7))\n(herd)',
    [`h.scm:1:21: error: disk-configuration: what is inherited is no disk-configuration: 7`],
  ],
  [
    '(disk-configuration ignore)\n(herd)',
    [`h.scm:1:21: error: disk-configuration: ignore is not a field\nhint: write it as (field value)`],
  ],
  [
    '(modify-services %base-services (remove disk-service-type))\n(herd)',
    [`h.scm:1:33: error: a clause of modify-services is (delete TYPE) or (TYPE NAME => CONFIGURATION)`],
  ],
  [
    '(modify-services %base-services (delete nosuch))\n(herd)',
    [`h.scm:1:41: error: unbound variable: nosuch`],
  ],
  [
    '(modify-services %base-services (delete 7))\n(herd)',
    [`h.scm:1:41: error: modify-services: 7 is not a service type\nhint: it ends in -service-type`],
  ],
  [
    '(modify-services %base-services (disk-service-type c => 7))\n(herd)',
    [`h.scm:1:57: error: the service disk takes a disk-configuration, not 7`],
  ],
  [
    '(herd (services (list disk-service-type)))',
    [
      `h.scm:1:17: error: herd: field 'services' must be a list-of-services, but holds #<service-type disk>\nhint: services: What is watched on machines that are not named.`,
    ],
  ],
  [
    '(expected-job (tag "a") (schedule "0 1 * *"))\n(herd)',
    [
      `h.scm:1:35: error: expected-job: field 'schedule' must be a schedule, but is "0 1 * *"\nhint: schedule: When it starts: a cron expression, as "0 1 * * *".`,
    ],
  ],
  [
    '(expected-job (tag "a") (schedule "0 25 * * *"))\n(herd)',
    [
      `h.scm:1:35: error: expected-job: field 'schedule' must be a schedule, but is "0 25 * * *"\nhint: schedule: When it starts: a cron expression, as "0 1 * * *".`,
    ],
  ],
  [
    '(expected-job (tag "a") (schedule "0 1 * * *") (timezone "Mars/Base"))\n(herd)',
    [
      `h.scm:1:58: error: expected-job: field 'timezone' must be a timezone or #f, but is "Mars/Base"\nhint: timezone: The time zone of the schedule, as "Europe/Berlin"; the server's if #f.`,
    ],
  ],
  [
    '(mail-notifier (to "a@b.c") (from "x y"))\n(herd)',
    [
      `h.scm:1:20: error: mail-notifier: field 'to' must be a list-of-mail-addresses, but is "a@b.c"\nhint: to: Who is told.`,
      `h.scm:1:35: error: mail-notifier: field 'from' must be a mail-address, but is "x y"\nhint: from: Who tells.`,
    ],
  ],
  [
    '(mail-notifier (to (list "a@b.c")) (from "a@b.c") (digest-time "25:00"))\n(herd)',
    [
      `h.scm:1:64: error: mail-notifier: field 'digest-time' must be a time-of-day or #f, but is "25:00"\nhint: digest-time: When it gets the daily digest; #f: never.`,
    ],
  ],
  [
    '(mail-notifier (to (list "a@b.c")) (from "a@b.c") (server "smtp://me:secret@b.c"))\n(herd)',
    [
      `h.scm:1:59: error: mail-notifier: field 'server' must be a mail-server, but is "smtp://me:secret@b.c"\nhint: server: The mail server: smtp://[USER@]HOST[:PORT], smtps://… or sendmail:[/PATH].`,
    ],
  ],
  [
    `(log-notifier (times '("8-18")) (levels '(bark loud)) (level "shout"))\n(herd)`,
    [
      `h.scm:1:22: error: log-notifier: field 'times' must be a list-of-times, but holds "8-18"\nhint: times: When it is told, as "22:00-06:00" or "mon-fri 08:00-18:00"; '(): always.`,
      `h.scm:1:41: error: log-notifier: field 'levels' must be a list-of-levels, but holds loud\nhint: levels: Levels it is told of.`,
      `h.scm:1:62: error: log-notifier: field 'level' must be a log-level, but is "shout"\nhint: level: The level of the line in the daemon's log.`,
    ],
  ],
  [
    `(program-notifier (command '()))\n(herd (inform-allowed '("lab org")) (alive-url "ftp://x"))`,
    [
      `h.scm:1:28: error: program-notifier: field 'command' must be a command-line, but is ()\nhint: command: Program and arguments; it is given JSON on its standard input.`,
      `h.scm:2:23: error: herd: field 'inform-allowed' must be a list-of-addresses-or-domains, but holds "lab org"\nhint: inform-allowed: Addresses and domains that jobs may name with --inform.`,
      `h.scm:2:48: error: herd: field 'alive-url' must be a http-url or #f, but is "ftp://x"\nhint: alive-url: A URL that is asked for again and again, but only while the dog itself is well.`,
    ],
  ],
  [
    '(herd (notifiers (list (log-notifier) (log-notifier))))',
    [`h.scm:1:39: error: there are two notifiers 'log'\nhint: tell them apart: (name "…")`],
  ],
  [
    '(herd (notifiers (list (log-notifier (fallback "pagr")) (log-notifier (name "pager")))))',
    [`h.scm:1:38: error: the fallback of log is no notifier: 'pagr'\nhint: did you mean 'pager'?`],
  ],
  [
    '(herd (notifiers (list (log-notifier (fallback "b")) (log-notifier (name "b") (fallback "log")))))',
    [
      `h.scm:1:38: error: the fallbacks of log lead back to it\nhint: the last one has none`,
      `h.scm:1:68: error: the fallbacks of b lead back to it\nhint: the last one has none`,
    ],
  ],
  [
    '(herd (notifiers (list 1)))',
    [
      `h.scm:1:18: error: herd: field 'notifiers' must be a list-of-notifiers, but holds 1\nhint: notifiers: Whom to tell, and how; '(): the daemon's log.`,
    ],
  ],
  ['(define x (hours "2"))\n(herd)', [`h.scm:1:11: error: *: argument 2 must be a number, but is "2"`]],
  ['(herd', [`h.scm:1:1: error: this list is not finished`]],
  ['(herd))', [`h.scm:1:7: error: unexpected ')'`]],
  ['(define "x" 1)\n(herd)', [`h.scm:1:9: error: a name is expected, not "x"`]],
  [
    '"no herd"',
    [
      `h.scm:1:1: error: the last value of the file must be a herd, but is "no herd"\nhint: end the file with (herd …)`,
    ],
  ],
  [
    '',
    [
      `h.scm:1:1: error: the last value of the file must be a herd, but is nothing\nhint: end the file with (herd …)`,
    ],
  ],
  ['(car (quote ()))\n(herd)', [`h.scm:1:1: error: car: argument 1 must be a pair, but is ()`]],
  [
    '(define-rule (r h) (synopsis 7) (interval "1h") (mounted h) => #f)\n(herd)',
    [
      `h.scm:1:15: error: rule r: the synopsis must be a string`,
      `h.scm:1:15: error: rule r: the interval must be a duration\nhint: as (hours 1)`,
    ],
  ],
  [
    '(define-rule r)\n(herd)',
    [
      `h.scm:1:1: error: no rule of define-rule matches (define-rule r)\nhint: expected (define-rule (name variable ...) (synopsis text) (interval time) part ...)`,
    ],
  ],
  [
    '(mounted "a" "b" "c" "d" "e" "f")\n(herd)',
    [
      `h.scm:1:1: error: mounted: column 'size' must be an exact integer, but is "e"\nhint: size: Bytes it can hold.`,
    ],
  ],
  [
    '(mounted #:hots "a")\n(herd)',
    [`h.scm:1:1: error: mounted has no column #:hots\nhint: did you mean '#:host'?`],
  ],
  ['(mounted 7)\n(herd)', [`h.scm:1:1: error: mounted: column 'host' must be a string, but is 7`]],
  ['(mounted "a" #:host "b")\n(herd)', [`h.scm:1:1: error: mounted: this column is given twice: #:host`]],
  [
    '(shell "ls")\n(herd)',
    [
      `h.scm:1:1: error: shell cannot be used while a file is loaded\nhint: ask the machine in a monitor hook`,
    ],
  ],
  ['(ping-pong "nfs" "mountpoint -q /x")\n(herd)', [`h.scm:1:2: error: unbound variable: ping-pong`]],
  [
    '(herd (services (list (command-check "nfs" 5) (command-check "web" "true" #:levl \'warn))))',
    [
      `h.scm:1:23: error: command-check-configuration: field 'command' must be a string, but is 5\nhint: command: A command line for /bin/sh.`,
      `h.scm:1:47: error: command-check: unknown keyword #:levl\nhint: known: #:level #:for #:interval #:timeout`,
    ],
  ],
  [
    '(let ((mounted 1)) mounted)\n(herd)',
    [
      `h.scm:1:8: warning: the variable 'mounted' hides the relation 'mounted'\nhint: give the variable another name`,
    ],
  ],
  ['(use-plugins p)\n(herd)', [`h.scm:1:14: error: plugins/p.scm defines no plugin`], { p: '' }],
  [
    '(use-plugins p)\n(herd)',
    [`h.scm:1:14: error: there is a plugin 'disk' already\nhint: give this one another name`],
    { p: '(define-plugin disk (synopsis "x"))' },
  ],
  [
    '(herd (machines (list (machine (name "tux01") (depends-on (list "tux1"))) (machine (name "tux10")))))',
    [`h.scm:1:32: warning: tux01 depends on 'tux1', which is not named\nhint: did you mean 'tux01'?`],
  ],
  [
    '(herd (machines (list (machine (name "a") (depends-on (list "b nfs"))) (machine (name "b") (depends-on (list "a"))))))',
    [
      `h.scm:1:32: error: a circle of dependencies: 'a' on 'b nfs', 'b' on 'a'\nhint: each would keep the next quiet: leave one of them out`,
    ],
  ],
  [
    `(define (of subject other) (dependency (subjects (list subject)) (on (list other))))
(herd (machines (map (lambda (n) (machine (name n))) '("store" "gate" "power")))
      (dependencies (list (of "tux* nfs" "store nfs")
                          (dependency (subjects '("store")) (on '("gate")))
                          (dependency (subjects '("gate")) (on '("power ups")))
                          (dependency (subjects '("power")) (on '("store nfs /export"))))))`,
    [
      `h.scm:4:39: error: a circle of dependencies: 'store' on 'gate', 'gate' on 'power ups', 'power' on 'store nfs /export'\nhint: each would keep the next quiet: leave one of them out`,
    ],
  ],
  [
    `(herd (machines (list (machine (name "a"))))
      (dependencies (list (dependency (subjects '("a")) (on '("a nfs")))
                          (dependency (subjects '("*")) (on '("a")))
                          (dependency (subjects '("* nfs")) (on '("a nfs")))
                          (dependency (subjects '("x")) (on '("tux* nfs"))))))`,
    [
      `h.scm:5:39: error: what x depends on must name one machine, but is 'tux* nfs'\nhint: a dependency for each machine`,
      `h.scm:2:39: error: a circle of dependencies: 'a' on 'a nfs', '*' on 'a'\nhint: each would keep the next quiet: leave one of them out`,
    ],
  ],
  [
    '(herd (services (append (list (service job-service-type)) (list (service disk-service-type) (service job-service-type)))))',
    [
      `h.scm:1:7: error: there are two services 'job' on each machine\nhint: change the one with modify-services, or tell them apart by an option called name`,
    ],
  ],
  [
    '(herd (notifiers (list (webhook-notifier (ulr "x")))))',
    [
      `h.scm:1:42: error: webhook-notifier: field 'url' is missing\nhint: add (url http-url): Where JSON is posted to.`,
      `h.scm:1:43: error: webhook-notifier has no field 'ulr'\nhint: did you mean 'url'?`,
    ],
  ],
  [
    '(use-plugins nosuch)\n(herd (services (list (service nosuch-service-type))))',
    [`h.scm:1:14: error: there is no plugin 'nosuch'\nhint: looked for nosuch.scm in ./plugins, .`],
  ],
];

describe('a mistake in a configuration is told with its place and a hint', () => {
  it.each(MISTAKES)('%j', (text, complaints, plugins = {}) => {
    expect(said(text, plugins)).toEqual(complaints);
    const { herd } = loadText(text, plugins);
    expect(herd === null).toBe(complaints.some(complaint => complaint.includes(' error: ')));
  });
});

describe('a configuration with several mistakes', () => {
  it('is told of all of them, in the order of the file, its plugins last', () => {
    const text = `(use-plugins wolf)
(define a (disk-configuration (bark-abov 90)))
(define b (unheard-of a))
(define c (cons b a))
(herd (machines (list (machine (nam "tux01") (services (list b a))))))`;
    const places = said(text, { wolf: '(define-plugin wolf (synopsys "x"))' }).map(
      line => line.split(': ')[0],
    );
    expect(places).toEqual(['h.scm:2:32', 'h.scm:3:12', 'h.scm:5:33', 'plugins/wolf.scm:1:21']);
  });

  it('is not told a second time of what follows from an error', () => {
    expect(said('(define a (car 7))\n(define b (list a a))\n(herd (services b))')).toHaveLength(1);
  });
});

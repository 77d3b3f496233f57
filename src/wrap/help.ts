/** What `sheepdog run --help` prints. */
export const WRAP_HELP = `Usage: sheepdog [OPTION]... -e "COMMAND LINE"
       sheepdog [OPTION]... -- PROGRAM [ARGUMENT]...
       sheepdog run ...                the same by name

Runs a job and sends one message that tells how it went. Input, output, signals and the
exit status are the job's own, whatever happens to Sheepdog; nothing is printed besides,
but for one line at the end on a terminal.

What to run
  -e, --command TEXT    a line for /bin/sh
  --                    ends the options: a program and its arguments follow
      --tag NAME        what to call the job (default: the program and its first plain
                        word, as borg-create)
      --timeout TIME    end it with TERM after TIME, with KILL 10 seconds later
      --retries N       start it again up to N times while it fails (default 0)
      --retry-wait TIME wait so long before each of them (default 5s)
      --lock NAME       do not run it while another job of yours holds this lock: exit 75
      --lock-wait TIME  wait up to TIME for the lock (default 0)

What is told
  -H, --queue ADDRESS   bring the message to this queue: host, host:port, redis://... or
                        rediss://... (default: $SHEEPDOG_QUEUE, then the one line of
                        ~/.config/sheepdog/queue or /etc/sheepdog/queue, then no queue:
                        the spool is read on this machine)
      --on-error        send failures only, and the first success after one
      --inform mailto:A tell this address, too; repeatable
      --expect "CRON"   when it should run, as "0 1 * * *"
  -q, --quiet           show the output only if it fails, as chronic(1) does
      --no-record       do not look at the output: the job gets the real standard output
                        and error (full-screen programs, progress bars, daemons)
  -h, --help            this text

TIME is 90s, 3m, 2h or 2d. The first and last 32 KiB of both outputs are kept. Passwords
in the command are masked where they can be told.

Exit status: the job's own; 128+N if signal N ended it, 127 if the program is not there,
126 if it cannot be run; 75 if the lock is taken, 64 if the options are wrong.

Examples:
  sheepdog -e "borg create --stats /export/backup/borg::ipfs-{now} /export/ipfs"
  sheepdog --tag borg-ipfs --timeout 3h --lock borg -- borg create /backup::x /export/ipfs
  sheepdog -H reporthost:6379 --on-error --inform mailto:admin@myhost.eu -e "rsync -a /a /b"
  0 1 * * *  /usr/local/bin/sheepdog --quiet --expect "0 1 * * *" -- backup.sh    (crontab)
`;

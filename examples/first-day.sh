#!/bin/sh
# A first day with Sheepdog: one machine, no server, no root, no configuration; everything in a temporary directory.
# Looks around, checks a configuration with a plugin, starts the daemon, runs a few real jobs (one fails, one takes too long), shows what a person sees of them, cleans up.
set -eu
cd "$(dirname "$0")/.."
dist=$(pwd)/dist
[ -e "$dist/sheepdog.cjs" ] || { echo "first-day: dist/ is missing; run 'npm ci' or 'npm run build' first" >&2; exit 1; }
if [ -e /etc/sheepdog/queue ]; then
  echo "first-day: /etc/sheepdog/queue names a real queue, and this is play; not started" >&2
  exit 1
fi

day=$(mktemp -d "${TMPDIR:-/tmp}/sheepdog-first-day.XXXXXX")
daemon=
clean_up() {
  if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null && wait "$daemon" || true; fi
  rm -rf "$day"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$day/bin" "$day/data" "$day/tmp"
for program in sheepdog sheepdog-daemon; do ln -s "$dist/$program.cjs" "$day/bin/$program"; done
PATH="$day/bin:$PATH"
SHEEPDOG_SPOOL="$day/spool"
SHEEPDOG_STORE="$day/store/sheepdog.db"
XDG_CONFIG_HOME="$day/config"
TMPDIR="$day/tmp"
export TMPDIR PATH SHEEPDOG_SPOOL SHEEPDOG_STORE XDG_CONFIG_HOME
unset SHEEPDOG_QUEUE
cp -R docs "$day/data"
mkdir -p "$day/plugins"
cp examples/plugins/room-temperature.scm "$day/plugins"
cp examples/one-room.scm "$day/server-config.scm"
chmod -R go-w "$day"
cd "$day"

say() { printf '\n# %s\n' "$1"; }
# Shows a command as it is typed, then runs it; a job may fail, that is what this is about.
type() {
  printf '$ %s\n' "$1"
  status=0
  eval "$1" || status=$?
  if [ $status -ne 0 ]; then printf '(exit status %s)\n' "$status"; fi
}
# Waits at most ten seconds until a command succeeds.
wait_for() {
  tries=0
  until eval "$1" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -ge 100 ]; then echo "first-day: waited in vain for: $1" >&2; cat "$day/log" >&2; exit 1; fi
    sleep 0.1
  done
}

say 'What is to be seen here and now? Nothing is stored, no configuration is needed.'
type 'sheepdog try --all'

say 'A herd is a file, and a plugin another.'
type 'cat server-config.scm'
type 'sheepdog check -c server-config.scm'
type 'sheepdog plugin test plugins/room-temperature.scm'

say 'The daemon. No queue is named, so the spool is the queue, and this daemon stores what comes.'
echo '$ sheepdog-daemon -c server-config.scm &'
sheepdog-daemon -c server-config.scm 2>"$day/log" &
daemon=$!
wait_for 'grep -q "\"ready\"" log'

say 'Jobs, as they would stand in a crontab. Output and exit status stay their own.'
type 'sheepdog --tag backup-docs -- tar czf backup.tar.gz data/docs'
type 'sheepdog -e "sha256sum backup.tar.gz > SHA256SUMS && sha256sum -c SHA256SUMS"'
type 'sheepdog --tag copy-offsite -- cp backup.tar.gz /offsite/of/nobody/'
type 'sheepdog --tag slow-report --timeout 1s -- sleep 60'
type 'sheepdog --tag check-backup --quiet -- tar tzf backup.tar.gz'
type "echo '{\"room\": \"server room\", \"celsius\": 41.5}' | sheepdog send room-temperature"
wait_for 'test "$(sheepdog jobs --json | wc -l)" -eq 5 && sheepdog status | grep -q "server room"'

say 'What ran?'
type 'sheepdog jobs'

say 'What is wrong now? The exit status is that of a Nagios plugin.'
type 'sheepdog status'

say 'What did it say?'
run=$(sheepdog jobs --tag copy-offsite --json | sed 's/.*"run":"\([^"]*\)".*/\1/')
type "sheepdog show $run"

say 'A question, in logic: which jobs did not end well, and on what machine?'
type "sheepdog query '(run* (tag status kernel) (fresh (host t) (job-run host tag t status) (=/= status 0) (hardware host #:kernel kernel)))'"

say 'Is somebody told of it, and why, or why not yet?'
type "sheepdog why $(uname -n) job copy-offsite"

say 'Silence is not taken for health: this is what is seen when the daemon has gone.'
kill "$daemon"
wait "$daemon" || true
daemon=
type 'sheepdog status --all'

# with-shepherd.sh CONFIGURATION: GNU Shepherd starts both daemons from the services that with-guix.scm wrote, revives each
# after kill -9, and stops them. Runs in namespaces of its own, so that nothing of the machine's is touched and nothing is left
# running: unshare -m --propagation private --pid --fork --mount-proc sh with-shepherd.sh FILE. Says what herd says.
set -e
for directory in /var/lib /var/spool /var/log /run; do mount -t tmpfs -o mode=755 none $directory; done
mkdir /run/etc && cp -a /etc/. /run/etc/ && mount --bind /run/etc /etc # a copy, to put our files into
mkdir -p /etc/sheepdog /var/lib/sheepdog /var/spool/sheepdog /var/log/sheepdog
mkdir -m 700 /run/shepherd
echo '(herd)' > /etc/sheepdog/server-config.scm
echo redis://localhost:6379 > /etc/sheepdog/queue
redis-server --port 6379 --save '' --appendonly yes --dir /var/lib/sheepdog --daemonize yes --pidfile /run/redis.pid > /run/redis.log
herd() { command herd -s /run/shepherd/socket "$@"; }
pid_of() { herd status "$1" | grep -Eio '(value is|PID:|PID is) [0-9]+' | grep -o '[0-9]*$'; }
shepherd --socket=/run/shepherd/socket -c "$1" -l /run/shepherd.log &
waits=0
until [ -e /run/shepherd/socket ] || [ $waits -ge 60 ]; do sleep 1; waits=$((waits + 1)); done
herd start sheepdog-queue
herd start sheepdog
waits=0
until grep -q '"ready"' /var/log/sheepdog/sheepdog.log || [ $waits -ge 60 ]; do sleep 1; waits=$((waits + 1)); done
echo "started: $(herd status | tr '\n' ' ')"
herd reload sheepdog
herd check sheepdog
herd configuration sheepdog
for name in sheepdog sheepdog-queue; do
  first=$(pid_of "$name")
  kill -9 "$first"
  waits=0
  until [ -n "$(pid_of "$name")" ] && [ "$(pid_of "$name")" != "$first" ] || [ $waits -ge 60 ]; do sleep 1; waits=$((waits + 1)); done
  [ "$(pid_of "$name")" != "$first" ] && echo "revived: $name"
done
waits=0
until herd report sheepdog | grep -q '^1 host' || [ $waits -ge 60 ]; do sleep 1; waits=$((waits + 1)); done
herd report sheepdog || echo "not well"
herd stop sheepdog
herd stop sheepdog-queue
echo "stopped: $(herd status | tr '\n' ' ')"
herd stop root || true
kill "$(cat /run/redis.pid)"

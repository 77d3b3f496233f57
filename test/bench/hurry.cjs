// node -r hurry.cjs PROGRAM: time runs SPEED times as fast, and at the end of each MARK of it a line of JSON goes to
// descriptor 3: memory in bytes, CPU in milliseconds, processes spawned since the start.
const { writeSync } = require('node:fs');
const childProcess = require('node:child_process');

const [speed, mark] = [Number(process.env.SPEED), Number(process.env.MARK)];
const { now } = Date;
const { hrtime } = process;
const SECOND = 1_000_000_000n;
const monotonic = performance.now.bind(performance);
const began = now();
const { setTimeout: later, setInterval: every } = globalThis;

Date.now = () => Math.floor(began + (now() - began) * speed);
performance.now = () => monotonic() * speed;
const nanoseconds = () => hrtime.bigint() * BigInt(speed);
process.hrtime = Object.assign(() => [Number(nanoseconds() / SECOND), Number(nanoseconds() % SECOND)], {
  bigint: nanoseconds,
});
globalThis.setTimeout = (work, ms, ...given) => later(work, ms / speed, ...given);
globalThis.setInterval = (work, ms, ...given) => every(work, ms / speed, ...given);

let spawned = 0;
const { spawn } = childProcess;
childProcess.spawn = (...given) => {
  spawned++;
  return spawn(...given);
};

const loaded = process.cpuUsage();
every(() => {
  const { user, system } = process.cpuUsage(loaded);
  const line = {
    resident: process.memoryUsage.rss(),
    cpu: (user + system) / 1000,
    spawned,
    time: Date.now() - began,
  };
  writeSync(3, `${JSON.stringify(line)}\n`);
}, mark / speed);

import { expect, it, onTestFinished } from 'vitest';
import { isDue, roundAt } from '../../src/monitor/rounds.ts';
import { WatchedHerd } from './watched-herd.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As much as passes in steps that are shorter than a round. */
const SHORT = 30 * MINUTE;
const EVENING = new Date(2026, 10, 21, 20).getTime();
const LAPTOP = '(machines (list (machine (name "laptop") (always-on #f)) (machine (name "tux01"))))';

const DISK = [
  { mount: '/', source: '/dev/sda1', type: 'ext4', size: 1000, used: 500, 'used-ratio': 0.5 },
  { mount: '/home', source: '/dev/sdb1', type: 'ext4', size: 1000, used: 500, 'used-ratio': 0.5 },
];
const HARDWARE = { os: 'GNU', cores: 4 };
const SERVICES = [
  { plugin: 'disk', interval: 5 * MINUTE, subjects: ['/', '/home'], body: DISK },
  { plugin: 'hardware', interval: HOUR, subjects: ['machine'], body: HARDWARE },
];
const SUBJECTS = SERVICES.flatMap(({ plugin, subjects }) => subjects.map(subject => ({ plugin, subject })));

/** A machine that beats and looks in rounds while it is awake, and is awake when it beats for the first time. */
class Machine {
  awake = true;
  /** Plugins whose monitor is there no more. */
  readonly lost = new Set<string>();
  looks: string[] = [];
  #last: number | null = null;
  readonly #herd: WatchedHerd;
  readonly #name: string;
  /** Does it make up what it slept through? Else its monitor is older. */
  readonly #makesUp: boolean;

  constructor(herd: WatchedHerd, name: string, makesUp = true) {
    this.#herd = herd;
    this.#name = name;
    this.#makesUp = makesUp;
    herd.every.push(() => this.#live());
  }

  #live(): void {
    if (!this.awake) return;
    const { now } = this.#herd;
    this.#herd.beat(this.#name);
    const round = roundAt(this.#name, now);
    if (round === this.#last) return;
    const before = this.#makesUp ? this.#last : round - 1;
    for (const { plugin, interval, body } of SERVICES) {
      if (this.#last !== null && !isDue(`${plugin} `, interval, before!, round)) continue;
      this.looks.push(plugin);
      if (!this.lost.has(plugin)) this.#herd.report(this.#name, plugin, body);
    }
    this.#last = round;
  }
}

function evening(): WatchedHerd {
  const herd = new WatchedHerd(EVENING, LAPTOP);
  onTestFinished(() => herd.close());
  return herd;
}

/** What is unknown of a machine, its heartbeat left out. */
const unknown = (herd: WatchedHerd, name: string) =>
  SUBJECTS.filter(({ plugin, subject }) => /^unknown/.test(herd.says(name, plugin, subject) ?? '')).map(
    ({ plugin, subject }) => `${plugin} ${subject}`,
  );

/** Time goes by look by look; all that was unknown at any of them. */
function everUnknown(herd: WatchedHerd, name: string, ms: number): string[] {
  const seen = new Set<string>();
  const notice = () => unknown(herd, name).forEach(each => void seen.add(each));
  herd.every.push(notice);
  for (let left = ms; left > 0; left -= SHORT) herd.pass(Math.min(left, SHORT));
  notice();
  herd.every.splice(herd.every.indexOf(notice), 1);
  return [...seen];
}

it.each([
  ['one that makes up what it slept through', true],
  ['one whose monitor does not', false],
])('a laptop that is off overnight is not blamed for the night: %s', (_, makesUp) => {
  const herd = evening();
  const laptop = new Machine(herd, 'laptop', makesUp);
  expect(everUnknown(herd, 'laptop', 90 * MINUTE)).toEqual([]);
  laptop.awake = false;
  herd.pass(10 * HOUR);
  expect(unknown(herd, 'laptop')).toEqual([]);
  expect(herd.says('laptop', 'heartbeat', '-')).toMatch(/^note/);
  laptop.awake = true;
  laptop.looks = [];
  herd.pass(15_000);
  if (makesUp) expect(laptop.looks).toEqual(['disk', 'hardware']);
  expect(everUnknown(herd, 'laptop', 90 * MINUTE)).toEqual([]);
  expect(herd.says('laptop', 'hardware', 'machine')).toMatch(/^ok/);
});

it('what is gone when a laptop wakes is found to be so', () => {
  const herd = evening();
  const laptop = new Machine(herd, 'laptop');
  herd.pass(90 * MINUTE);
  laptop.awake = false;
  herd.pass(10 * HOUR);
  laptop.awake = true;
  laptop.lost.add('disk');
  herd.pass(10 * MINUTE);
  expect(unknown(herd, 'laptop')).toEqual([]);
  herd.pass(8 * MINUTE);
  expect(unknown(herd, 'laptop')).toEqual(['disk /', 'disk /home']);
  expect(herd.says('laptop', 'disk', '/')).toBe('unknown: not found again: looked for every 5 min');
});

it('what is gone does not hide behind a machine that is silent again and again', () => {
  const herd = evening();
  const laptop = new Machine(herd, 'laptop');
  herd.pass(20 * MINUTE);
  laptop.lost.add('disk');
  for (let i = 0; i < 5; i++) {
    laptop.awake = false;
    herd.pass(5 * MINUTE);
    laptop.awake = true;
    herd.pass(5 * MINUTE);
  }
  expect(unknown(herd, 'laptop')).toEqual(['disk /', 'disk /home']);
});

it('what is unknown while its machine is silent is so until it is found again, and not taken for well', () => {
  const herd = evening();
  const machine = new Machine(herd, 'tux01');
  herd.pass(90 * MINUTE);
  machine.awake = false;
  herd.pass(10 * HOUR);
  expect(herd.says('tux01', 'hardware', 'machine')).toBe('unknown: its machine is not heard from');
  machine.lost.add('hardware');
  machine.awake = true;
  herd.pass(2 * MINUTE);
  expect(unknown(herd, 'tux01')).toEqual(['hardware machine']);
  machine.lost.clear();
  herd.pass(HOUR);
  expect(unknown(herd, 'tux01')).toEqual([]);
});

it('what is looked for seldom is well at once after a silence that is short beside that', () => {
  const herd = evening();
  const machine = new Machine(herd, 'tux01');
  herd.pass(90 * MINUTE);
  machine.awake = false;
  herd.pass(10 * MINUTE);
  expect(unknown(herd, 'tux01')).toHaveLength(3);
  machine.lost.add('hardware');
  machine.awake = true;
  herd.pass(MINUTE);
  expect(unknown(herd, 'tux01')).toEqual([]);
});

it('a clock that jumps back and forth blames nobody, and hides nothing', () => {
  const herd = evening();
  const laptop = new Machine(herd, 'laptop');
  herd.pass(90 * MINUTE);
  laptop.awake = false;
  herd.pass(2 * HOUR);
  for (const jump of [9 * HOUR, -9 * HOUR, -HOUR]) {
    herd.now += jump;
    expect(everUnknown(herd, 'laptop', 5 * MINUTE)).toEqual([]);
  }
  laptop.awake = true;
  for (const jump of [HOUR, -2 * HOUR]) {
    herd.now += jump;
    expect(everUnknown(herd, 'laptop', 20 * MINUTE)).toEqual([]);
  }
  laptop.lost.add('disk');
  herd.pass(17 * MINUTE);
  expect(unknown(herd, 'laptop')).toEqual(['disk /', 'disk /home']);
});

it('a machine whose daemon said that it ends is not blamed for what it does not look at', () => {
  const herd = evening();
  const laptop = new Machine(herd, 'laptop');
  herd.pass(90 * MINUTE);
  laptop.awake = false;
  herd.beat('laptop', { interval: 10 * MINUTE, leaving: true });
  expect(everUnknown(herd, 'laptop', 29 * MINUTE)).toEqual([]);
  laptop.awake = true;
  laptop.lost.add('disk');
  expect(everUnknown(herd, 'laptop', 5 * MINUTE)).toEqual([]);
  herd.pass(12 * MINUTE);
  expect(unknown(herd, 'laptop')).toEqual(['disk /', 'disk /home']);
});

it('a daemon that ended and stays away hides nothing behind the jobs of its machine', () => {
  const herd = evening();
  const machine = new Machine(herd, 'tux01');
  herd.pass(30 * MINUTE);
  machine.awake = false;
  herd.beat('tux01', { interval: 10 * MINUTE, leaving: true });
  herd.every.push(() => herd.run('tux01', { tag: 'mail' }));
  herd.pass(29 * MINUTE);
  expect(unknown(herd, 'tux01')).toEqual([]);
  herd.pass(2 * MINUTE);
  expect(unknown(herd, 'tux01')).toEqual(['disk /', 'disk /home']);
});

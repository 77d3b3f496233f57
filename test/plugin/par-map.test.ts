import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { SchemeError } from '../../src/scheme/index.ts';
import { testDirectory } from '../support/directory.ts';
import { until } from '../support/waiting.ts';
import { serviceOf } from './plugin-text.ts';

const service = (body: string) =>
  serviceOf(
    `(define-plugin p (synopsis "x") (monitor (lambda () ${body})) (receiver (lambda (message) ${body})))`,
  );

const monitor = (body: string, timeLimit = 20_000, signal?: AbortSignal) =>
  runMonitor(service(body), { timeLimit, ...(signal && { signal }) });

/** What a run took: what came of it, and milliseconds. */
async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  return [await run(), performance.now() - began];
}

const failure = async (body: string, timeLimit?: number): Promise<SchemeError> => {
  const error = await monitor(body, timeLimit).catch(thrown => thrown);
  expect(error).toBeInstanceOf(SchemeError);
  return error;
};

describe('par-map', () => {
  it('waits side by side, and keeps the order', async () => {
    const body = `(par-map (lambda (n) (shell (format #f "sleep 0.~a" n)) (* n n)) '(9 1 8 2 7))`;
    const [found, elapsed] = await timed(() => monitor(body));
    expect(found).toEqual([81, 1, 64, 4, 49]);
    expect(elapsed).toBeLessThan(2_000); // one after the other: 2.7 s
  });

  it('is map where nothing waits, for lists of any length', async () => {
    expect(await monitor(`(par-map car '())`)).toEqual([]);
    const squares = await monitor('(par-map (lambda (n) (* n n)) (iota 1000))');
    expect(squares).toEqual(Array.from({ length: 1000 }, (_, n) => n * n));
  });

  it('may be used within itself, and sees what parameters are bound to', async () => {
    const body = `(let ((p (make-parameter 1)))
      (parameterize ((p 10))
        (par-map (lambda (a) (par-map (lambda (b) (shell "true") (* (p) a b)) '(1 2))) '(1 2 3))))`;
    expect(await monitor(body)).toEqual([
      [10, 20],
      [20, 40],
      [30, 60],
    ]);
  });

  it('does no more than 64 at once', async () => {
    const folder = testDirectory();
    const line = `mkdir ${folder}/~a; ls ${folder} | wc -l; sleep 0.3; rmdir ${folder}/~a`;
    const body = `(par-map (lambda (n) (string->number (string-trim-both (shell-output (format #f "${line}" n n))))) (iota 70))`;
    const counts = (await monitor(body)) as number[];
    expect(counts).toHaveLength(70);
    expect(Math.max(...counts)).toBeLessThanOrEqual(64);
  });

  it('raises the error of one, with its place, when the others under way have ended', async () => {
    const done = join(testDirectory(), 'done');
    const body = `(par-map (lambda (n) (if (= n 1) (car n) (shell "sleep 0.3; echo >> ${done}"))) '(0 1 2))`;
    const error = await failure(body);
    expect(error.message).toMatch(/^car: /);
    expect(error.place?.line).toBe(1);
    expect(error.place?.column).toBeGreaterThan(60);
    expect(readFileSync(done, 'utf8')).toBe('\n\n');
  });

  it('lets errors be handled, in the one they are in and around all', async () => {
    const within = `(par-map (lambda (n) (guard (wrong (#t "bad")) (shell "true") (/ 6 n))) '(1 0 2))`;
    expect(await monitor(within)).toEqual([6, 'bad', 3]);
    const around = `(guard (wrong (#t (list "caught" wrong))) (par-map (lambda (n) (shell "true") (raise n)) '(7 8)))`;
    expect(await monitor(around)).toEqual(['caught', 7]);
  });

  it('is refused where nothing may wait, before anything is begun', () => {
    const mark = join(testDirectory(), 'mark');
    const message = { time: 0, body: null };
    const body = `(par-map (lambda (n) (call-with-output-file "${mark}" (lambda (port) (write n port)))) '(1))`;
    expect(() => runReceiver(service(body), 'tux01', message)).toThrow(
      /par-map cannot be used in a receiver/,
    );
    expect(existsSync(mark)).toBe(false);
  });

  it.each([
    ['(par-map 1 (list 1))', /par-map.*procedure/],
    ['(par-map car 1)', /par-map.*list/],
  ])('says what it takes: %s', async (body, told) => {
    expect((await failure(body)).message).toMatch(told);
  });
});

describe('the limits of a hook reach all that it does side by side', () => {
  it.each([
    [
      'of time, where all wait',
      `(par-map (lambda (n) (shell "sleep 60")) '(1 2 3))`,
      /still waiting after 500 ms/,
    ],
    [
      'of time, where all run',
      `(par-map (lambda (n) (let loop () (loop))) '(1 2 3))`,
      /still (running|waiting) after 500 ms/,
    ],
    [
      'of time, whatever handles errors',
      `(guard (wrong (#t "caught")) (par-map (lambda (n) (guard (wrong (#t "caught")) (let loop () (loop)))) '(1 2)))`,
      /still (running|waiting) after 500 ms/,
    ],
  ])('%s', async (_, body, told) => {
    const [error, elapsed] = await timed(() => failure(body, 500));
    expect(error.message).toMatch(told);
    expect(elapsed).toBeLessThan(3_000);
  });

  it('of memory', async () => {
    const body = `(par-map (lambda (n) (let loop ((all '())) (loop (cons (make-vector 1000 0) all)))) '(1 2))`;
    expect((await failure(body)).message).toMatch(/needs more than 256 MiB/);
  }, 60_000);

  it('and the end of all: the commands of each are ended', async () => {
    const seconds = `60.${process.pid}`;
    const running = () => spawnSync('pgrep', ['-fc', `sleep ${seconds}`], { encoding: 'utf8' }).stdout.trim();
    const end = new AbortController();
    const hook = monitor(
      `(par-map (lambda (n) (run-command "sleep" '("${seconds}"))) '(1 2 3))`,
      20_000,
      end.signal,
    );
    const told = expect(hook).rejects.toThrow('interrupted');
    await until(() => running() === '3', 'three commands');
    end.abort();
    await told;
    await until(() => running() === '0', 'their end');
  });
});

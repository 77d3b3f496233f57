// What a ready Scheme costs: time to start, to compile a plugin's file, and the memory of one environment more.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Table from 'cli-table3';
import { evaluateNow, makeEnvironment, prepare } from '../../../src/scheme/index.ts';
import { best } from './best.ts';

const PROGRAM = path.join(import.meta.dirname, '../../../dist/sheepdog.cjs');
const TIMES = 20;

/** A file of about 300 lines such as a plugin is: small procedures, lists, strings, a few macros and loops. */
function pluginFile(): string {
  const block = (i: number): string => `
(define-record-type reading-${i} (make-reading-${i} host value time) reading-${i}? (host host-of-${i}) (value value-of-${i}) (time time-of-${i}))
(define (parse-line-${i} line)
  "The fields of one line of output."
  (let ((fields (string-split line #\\space)))
    (and (= (length fields) 3)
         (let ((value (string->number (cadr fields))))
           (and value (make-reading-${i} (car fields) value (caddr fields)))))))
(define* (check-${i} readings #:key (warn 80) (bark 95))
  (let loop ((rest readings) (findings '()))
    (cond ((null? rest) (reverse findings))
          ((not (car rest)) (loop (cdr rest) findings))
          (else
           (let* ((reading (car rest))
                  (value (value-of-${i} reading)))
             (loop (cdr rest)
                   (cond ((> value bark) (cons (list 'bark (host-of-${i} reading) value) findings))
                         ((> value warn) (cons (list 'warn (host-of-${i} reading) value) findings))
                         (else findings))))))))
(define (report-${i} text)
  (guard (e ((error-object? e) (list 'error (error-object-message e))))
    (map (lambda (finding)
           (match finding
             (('bark host value) (format #f "~a: ~,1f%" host value))
             ((level host _) (string-append host " " (symbol->string level)))))
         (check-${i} (map parse-line-${i} (string-split text #\\newline)) #:warn ${i}))))
`;
  return Array.from({ length: 12 }, (_, i) => block(i)).join('');
}

function compileTime(): { lines: number; cold: number; warm: number } {
  const text = pluginFile();
  evaluateNow('1', makeEnvironment('ready.scm')); // the base library is there before
  const compile = (): void => void prepare(text, makeEnvironment('plugin.scm'));
  const cold = best(compile, 1);
  return { lines: text.split('\n').length - 1, cold, warm: best(compile, TIMES) };
}

/** Heap that one more environment keeps, in KiB; the file in it defines a procedure. */
function environmentSize(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const keep: unknown[] = [];
  const make = (): void => {
    const environment = makeEnvironment('idle.scm');
    evaluateNow('(define (f x) (+ x 1))', environment);
    keep.push(environment);
  };
  make();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 100; i++) make();
  collect();
  return (process.memoryUsage().heapUsed - before) / 100 / 1024;
}

export async function measureStart(): Promise<string> {
  const { lines, cold, warm } = compileTime();
  const table = new Table({ head: ['', 'measured', 'to reach'], colAligns: ['left', 'right', 'right'] });
  table.push([
    `compiling a file of ${lines} lines, first time in the process`,
    `${cold.toFixed(0)} ms`,
    '≤ 40 ms',
  ]);
  table.push(['the same, when the compiler is warm', `${warm.toFixed(1)} ms`, '']);
  table.push(['an idle environment more', `${environmentSize().toFixed(0)} KiB`, '≤ 1024 KiB']);
  if (existsSync(PROGRAM)) {
    const start = (args: string[]) =>
      best(() => void spawnSync(process.execPath, args, { stdio: 'ignore' }), TIMES);
    const node = start(['-e', '0']);
    const scheme = start([PROGRAM, 'scheme', '-e', '1']);
    table.push([
      'sheepdog scheme -e 1',
      `${scheme.toFixed(0)} ms, ${(scheme / node).toFixed(2)} × node -e 0`,
      '≤ 1.5 ×',
    ]);
  }
  return table.toString();
}

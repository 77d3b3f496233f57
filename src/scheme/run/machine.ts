// The machine that compiled code runs on.
//
// A Scheme procedure is a JavaScript function (d, a, b, ...). `d` is the depth of JavaScript calls times 16 plus the
// number of arguments, so one comparison at entry checks the count, the depth and that nobody asks something special.
// A call returns a value, or `undefined`: "suspended". Then every function on the way out saves what it needs in a frame
// (save1, save4, saveN), returns `undefined` too, and the trampoline does what `registers.act` says: go on with an empty
// stack (too deep), give a continuation to a procedure (call/cc), wait for a promise, let others run. Frames saved lie
// in `registers.k`, the heap continuation, which is never changed, so it may be entered any number of times. Tail calls
// save nothing, so their frames vanish: that is what makes them proper.
//
// More than 14 arguments: the count says 15 and the first argument is an array of all.
import { Condition, raise } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import type { Procedure, ProcedureInfo } from '../data/procedure.ts';
import type { Value } from '../data/value.ts';
import { Dynamic } from './dynamic.ts';

/** Depth of JavaScript calls at which the stack goes to the heap; a power of two, built into compiled code. */
export const LEVELS = 1024;
/** (d - count & MASK) is 0 when the count is right and the depth below LEVELS. */
export const MASK = ~((LEVELS - 1) << 4);
/** Arguments a call passes one by one. */
export const MAX_DIRECT = 14;
/** The count that says: an array of arguments. */
export const MANY = 15;
/** Calls and loop turns between two looks at the clock. */
const FUEL = 20_000;

export type Result = Value | undefined;

/** How a procedure goes on after a call: one for each call that is not in tail position. */
export class Point {
  readonly resume: (frame: Frame, label: number, value: Value) => Result;
  readonly label: number;
  /** For backtraces: the module, and which of its sites this is. */
  readonly module: object | undefined;
  readonly site: number;
  constructor(resume: Point['resume'], label: number, module?: object, site = 0) {
    this.resume = resume;
    this.label = label;
    this.module = module;
    this.site = site;
  }
}

/** A procedure's activation on the heap: the point, and up to one, four or any number of variables. */
export interface Frame {
  readonly point: Point;
  next: Frame | null;
  readonly a: Value;
}

class Frame1 implements Frame {
  readonly point: Point;
  next: Frame | null = null;
  readonly a: Value;
  constructor(point: Point, a: Value) {
    this.point = point;
    this.a = a;
  }
}

class Frame4 implements Frame {
  readonly point: Point;
  next: Frame | null = null;
  readonly a: Value;
  readonly b: Value;
  readonly c: Value;
  readonly e: Value;
  constructor(point: Point, a: Value, b: Value, c: Value, e: Value) {
    this.point = point;
    this.a = a;
    this.b = b;
    this.c = c;
    this.e = e;
  }
}

/** The registers of the evaluation that is running. */
class Registers {
  /** The heap continuation. */
  k: Frame | null = null;
  dynamic: Dynamic = Dynamic.EMPTY;
  /** What to do when the stack is empty. */
  act: (() => Result) | null = null;
  /** Counts down to the next look at the clock. */
  fuel = FUEL;
  /** Depth to begin at, times 16: not 0 only where a test wants fewer levels. */
  base = 0;
  /** A promise the evaluation waits for. */
  paused: Promise<unknown> | null = null;
  /** How many continuations procedures were given, ever: while it stays, no frame is entered twice. */
  captures = 0;
  /** Called when the fuel is used up: throws when the time is up; true: let others run. */
  clock: () => boolean = () => false;
}

export const registers = new Registers();

let first: Frame | null = null;
let last: Frame | null = null;

function save(frame: Frame): undefined {
  if (last === null) first = frame;
  else last.next = frame;
  last = frame;
  return undefined;
}

export const save1 = (point: Point, a: Value): undefined => save(new Frame1(point, a));
export const save4 = (point: Point, a: Value, b: Value, c: Value, e: Value): undefined =>
  save(new Frame4(point, a, b, c, e));

const host = new Point((frame, _label, value) => (frame.a as (value: Value) => Result)(value), 0);

/** Saves a step in TypeScript: `go` is given the value. */
export const saveHost = (go: (value: Value) => Result): undefined => save(new Frame1(host, go));

/** Goes on with the value of a call that may have suspended. */
export const after = (value: Result, go: (value: Value) => Result): Result =>
  value === undefined ? saveHost(go) : go(value);

/** Puts a step in TypeScript on the heap continuation; only where the stack is empty. */
export function pushHost(go: (value: Value) => Result): void {
  const frame = new Frame1(host, go);
  frame.next = registers.k;
  registers.k = frame;
}

/** Sets how many levels of the stack may be used (1 to LEVELS). Answers do not depend on it; tests prove that. */
export function setLevels(levels: number): void {
  registers.base = (LEVELS - levels) << 4;
}

/** Suspends: `act` goes on when the stack is empty. */
export function suspend(act: () => Result): undefined {
  registers.act = act;
  return undefined;
}

/** Suspends until the promise is settled; its value is the call's. */
export function wait(promise: Promise<unknown>): undefined {
  registers.act = () => {
    registers.paused = promise;
    return undefined;
  };
  return undefined;
}

const TURN: () => Promise<void> = () => new Promise(resolve => setImmediate(resolve));

/**
 * What a procedure does when its check at entry fails: it is asked for its info, or given a wrong number of arguments,
 * or the stack is full, or the fuel used up.
 */
export function enter(procedure: Procedure, d: number, info: ProcedureInfo, args: Value[]): Result {
  if (d < 0) return info;
  const count = d & 15;
  const all = count === MANY ? (args[0] as Value[]) : args;
  const given = count === MANY ? all.length : count;
  if (given < info.min || given > info.max) return wrongCount(info, given);
  return again(procedure, given === all.length ? all : all.slice(0, given));
}

/** The same for a procedure that takes any number; its arguments in an array, if it may go on after all. */
export function enterRest(
  procedure: Procedure,
  d: number,
  info: ProcedureInfo,
  args: Value[],
): Value[] | undefined {
  const count = d & 15;
  const all = count === MANY ? (args[0] as Value[]) : args;
  if (all.length < info.min || (count !== MANY && count < info.min))
    return wrongCount(info, Math.min(count, all.length));
  if (d >>> 4 < LEVELS && registers.fuel >= 0) return all;
  again(procedure, all);
  return undefined;
}

/** Calls the procedure with an empty stack; when the fuel is used up, looks at the clock first. */
export function again(procedure: Procedure, args: Value[]): Result {
  registers.act = () => apply(procedure, registers.base, args);
  if (registers.fuel < 0) {
    registers.fuel = FUEL;
    if (registers.clock()) yieldTurn();
  }
  return undefined;
}

/** Lets the event loop have a turn, then does what was to be done. */
function yieldTurn(): void {
  const act = registers.act!;
  registers.act = () => {
    pushHost(act);
    registers.paused = TURN();
    return undefined;
  };
}

export function wrongCount(info: ProcedureInfo, given: number): never {
  const { min, max } = info;
  const expected =
    min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const noun = expected === '1' || expected === 'at least 1' ? 'argument' : 'arguments';
  const text = `${info.name ?? 'this procedure'} takes ${expected} ${noun}, and was given ${given}`;
  return raise(new Condition('wrong-number-of-args', text, list(), signatureHint(info)));
}

const signatureHint = (info: ProcedureInfo): string | undefined =>
  info.place === undefined || info.name === undefined
    ? undefined
    : `${info.name} is defined at ${where(info)}`;
const where = ({ place }: ProcedureInfo): string => `${place!.file}:${place!.line}:${place!.column}`;

/** Calls a procedure with an array of arguments, at depth `d` (its count is ignored). */
export function apply(procedure: Value, d: number, args: Value[]): Result {
  if (typeof procedure !== 'function') return notProcedure(procedure);
  const f = procedure as Procedure;
  const at = d & ~15;
  switch (args.length) {
    case 0:
      return f(at);
    case 1:
      return f(at + 1, args[0]!);
    case 2:
      return f(at + 2, args[0]!, args[1]!);
    case 3:
      return f(at + 3, args[0]!, args[1]!, args[2]!);
    default:
      return args.length > MAX_DIRECT ? f(at + MANY, args) : f(at + args.length, ...args);
  }
}

export const notProcedure = (x: Value): never =>
  raise(new Condition('wrong-type', 'this is called but is no procedure:', list(x)));

/** Puts the frames saved since the last time on the heap continuation. */
function linkFrames(): void {
  if (last === null) return;
  last.next = registers.k;
  registers.k = first;
  first = null;
  last = null;
}

/** Forgets frames half saved, when an exception came. */
export function dropFrames(): void {
  first = null;
  last = null;
  registers.act = null;
}

/** Runs until the continuation is empty (the value), or the evaluation waits (undefined, and registers.paused). */
export function trampoline(start: Result): Result {
  let value = start;
  for (;;) {
    if (value === undefined) {
      linkFrames();
      const act = registers.act!;
      registers.act = null;
      value = act();
      if (registers.paused !== null) {
        linkFrames();
        return undefined;
      }
    } else {
      const frame = registers.k;
      if (frame === null) return value;
      registers.k = frame.next;
      value = frame.point.resume(frame, frame.point.label, value);
    }
  }
}

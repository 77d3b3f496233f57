// The machine that compiled code runs on.
//
// A Scheme procedure is a JavaScript function (d, a, b, ...). `d` is the depth of JavaScript calls times 16 plus the
// number of arguments, so one comparison at entry checks the count, the depth and that nobody asks something special.
// A call returns a value, or `undefined`: "suspended". Then every function on the way out saves what it needs in a frame
// (save0, save1 ...), returns `undefined` too, and the trampoline does what `registers.act` says: go on with an empty
// stack (too deep), give a continuation to a procedure (call/cc), wait for a promise, let others run. Frames saved lie
// in `registers.k`, the heap continuation, which is never changed, so it may be entered any number of times. Tail calls
// save nothing, so their frames vanish: that is what makes them proper. Every procedure suspends when the stack is full,
// those made in TypeScript too; a caller that finds the fuel used up makes the stack count as full (FULL).
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
/** A bit of d that makes the stack count as full, so that the call suspends: the fuel is used up. */
export const FULL = LEVELS << 4;
/** Arguments a call passes one by one. */
export const MAX_DIRECT = 14;
/** The count that says: an array of arguments. */
export const MANY = 15;
/**
 * Between two looks at the clock: activations that make calls of their own, and loop turns. It is the caller that counts,
 * once, before its first call that is not in tail position; one that makes none has been counted by its own caller.
 */
const FUEL = 10_000;
/** What leaving the stack counts for: it takes about as long as so many calls. */
const BOUNCE = 20;

/** Turns of a loop between two subtractions from the fuel, so that counting them costs no memory access. */
export const TURNS = 100;

export type Result = Value | undefined;

/** How a procedure goes on after a call: one for each call that is not in tail position. */
export class Point {
  /** Goes on with `value`; the variables saved are in `frames` from `at` on. */
  readonly resume: (frames: readonly Value[], at: number, label: number, value: Value) => Result;
  readonly label: number;
  /** How many variables are saved. */
  readonly size: number;
  /** For backtraces: the module, and which of its sites this is; or the site itself. */
  readonly module: object | undefined;
  readonly site: number;
  constructor(resume: Point['resume'], label: number, size: number, module?: object, site = 0) {
    this.resume = resume;
    this.label = label;
    this.size = size;
    this.module = module;
    this.site = site;
  }
}

/**
 * Part of a heap continuation: the frames that were saved while the stack was left once, innermost first, each a Point
 * followed by its variables; then the continuation they were saved in front of. Never changed once it is linked. (An
 * object for each frame took five times as long on recursion a million deep: the garbage collector copied them all.)
 */
export class Segment {
  readonly frames: readonly Value[];
  readonly next: Segment | null;
  readonly nextAt: number;
  constructor(frames: readonly Value[], next: Segment | null, nextAt: number) {
    this.frames = frames;
    this.next = next;
    this.nextAt = nextAt;
  }
}

/** A heap continuation: the frames of a segment from `at` on, and all that is behind. */
export interface Continuation {
  readonly k: Segment | null;
  readonly at: number;
}

/** The calls that interpreted code has under way on JavaScript's stack, the innermost first: where each stands. */
export type InterpretedCalls = { readonly site: object; readonly outer: InterpretedCalls } | null;

/** The registers of the evaluation that is running. */
class Registers {
  /** The heap continuation: a segment, and where in it the next frame is. */
  k: Segment | null = null;
  at = 0;
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
  /** On whose behalf the evaluation runs. */
  context: unknown = undefined;
  interpreted: InterpretedCalls = null;
}

export const registers = new Registers();

/** Frames on their way to a segment. Kept, so that leaving the stack seldom allocates. */
const saved: Value[] = [];
let top = 0;

/** Frames that were needed once are given back to the memory beyond this. */
const KEPT = 1 << 16;

export function save0(point: Point): undefined {
  saved[top++] = point;
  return undefined;
}
export function save1(point: Point, a: Value): undefined {
  saved[top] = point;
  saved[top + 1] = a;
  top += 2;
  return undefined;
}
export function save2(point: Point, a: Value, b: Value): undefined {
  saved[top] = point;
  saved[top + 1] = a;
  saved[top + 2] = b;
  top += 3;
  return undefined;
}
export function save3(point: Point, a: Value, b: Value, c: Value): undefined {
  saved[top] = point;
  saved[top + 1] = a;
  saved[top + 2] = b;
  saved[top + 3] = c;
  top += 4;
  return undefined;
}
export function saveMany(point: Point, variables: Value[]): undefined {
  saved[top++] = point;
  for (const variable of variables) saved[top++] = variable;
  return undefined;
}

const host = new Point((frames, at, _label, value) => (frames[at] as (value: Value) => Result)(value), 0, 1);

/** Saves a step in TypeScript: `go` is given the value. */
export const saveHost = (go: (value: Value) => Result): undefined => save1(host, go);

/** Goes on with the value of a call that may have suspended. */
export const after = (value: Result, go: (value: Value) => Result): Result =>
  value === undefined ? saveHost(go) : go(value);

/** Puts a step in TypeScript on the heap continuation; only where the stack is empty. */
export function pushHost(go: (value: Value) => Result): void {
  registers.k = new Segment([host, go], registers.k, registers.at);
  registers.at = 0;
}

/** The frames of a continuation, innermost first, with their points and first variables. */
export function* framesOf({
  k,
  at,
}: Continuation): Iterable<{ point: Point; first: Value; rest: Continuation }> {
  let segment = k;
  let index = at;
  while (segment !== null) {
    const { frames, next, nextAt } = segment;
    const point = frames[index] as Point;
    const first = frames[index + 1]!;
    index += 1 + point.size;
    if (index >= frames.length) [segment, index] = [next, nextAt];
    yield { point, first, rest: { k: segment, at: index } };
  }
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
 * or the stack is full, or the fuel used up, or its code is out of date. `free`: the values of its free variables.
 */
export function enter(
  procedure: Procedure,
  d: number,
  info: ProcedureInfo,
  args: Value[],
  free?: () => Value[],
): Result {
  if (d < 0) return info;
  const count = d & 15;
  const all = count === MANY ? (args[0] as Value[]) : args;
  const given = count === MANY ? all.length : count;
  if (info.renewed !== undefined) return apply(info.renewed(free?.() ?? []), d, all.slice(0, given));
  if (given < info.min || given > info.max) return wrongCount(info, given);
  return again(procedure, given === all.length ? all : all.slice(0, given));
}

/** The same for a procedure that takes any number; its arguments in an array, if it may go on after all. */
export function enterRest(
  procedure: Procedure,
  d: number,
  info: ProcedureInfo,
  args: Value[],
  free?: () => Value[],
): Value[] | undefined {
  const count = d & 15;
  const all = count === MANY ? (args[0] as Value[]) : args;
  if (info.renewed !== undefined) {
    again(info.renewed(free?.() ?? []), count === MANY ? all : all.slice(0, count));
    return undefined;
  }
  if (all.length < info.min || (count !== MANY && count < info.min))
    return wrongCount(info, Math.min(count, all.length));
  if (d >>> 4 < LEVELS) return all;
  again(procedure, all);
  return undefined;
}

/** Calls the procedure with an empty stack; when the fuel is used up, looks at the clock first. */
export function again(procedure: Procedure, args: Value[]): Result {
  // The levels just left may have been tail calls, which count for nothing else.
  registers.fuel -= LEVELS - (registers.base >> 4);
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
  if (top === 0) return;
  registers.k = new Segment(saved.slice(0, top), registers.k, registers.at);
  registers.at = 0;
  if (top > KEPT) saved.length = 0;
  top = 0;
}

/** Forgets frames half saved, when an exception came. */
export function dropFrames(): void {
  top = 0;
  registers.act = null;
}

/** Goes on with the frames of a segment until one suspends (undefined), or they are used up (the value). */
function resumeSegment(segment: Segment, from: number, start: Value): Result {
  const { frames } = segment;
  const end = frames.length;
  let at = from;
  let value: Result = start;
  while (value !== undefined && at < end) {
    const point = frames[at] as Point;
    const variables = at + 1;
    at = variables + point.size;
    if (at < end) registers.at = at;
    else {
      registers.k = segment.next;
      registers.at = segment.nextAt;
    }
    value = point.resume(frames, variables, point.label, value);
  }
  return value;
}

/** Runs until the continuation is empty (the value), or the evaluation waits (undefined, and registers.paused). */
export function trampoline(start: Result): Result {
  let value = start;
  for (;;) {
    if (value === undefined) {
      registers.fuel -= BOUNCE;
      linkFrames();
      const act = registers.act!;
      registers.act = null;
      value = act();
      if (registers.paused !== null) {
        linkFrames();
        return undefined;
      }
    } else {
      const { k, at } = registers;
      if (k === null) return value;
      value = resumeSegment(k, at, value);
    }
  }
}

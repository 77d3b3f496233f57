// Where errors come from. Compiled code keeps no account of places while it runs; a module knows which place each line of
// its JavaScript stands for, so the JavaScript stack, and the points of the heap continuation, tell the Scheme backtrace.
import { type Call, Condition, type Place, Raised, raise, setTracer, type Trace } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import type { Value } from '../data/value.ts';
import type { Cell } from './cell.ts';
import { type Continuation, framesOf, type InterpretedCalls, type Point, registers } from './machine.ts';

/** A call: where it stands, in which procedure, and the global it calls. */
export interface Site {
  readonly place: Place | undefined;
  readonly procedure: string | undefined;
  readonly cell: Cell | undefined;
  /** Where the name of that global stands. */
  readonly namePlace: Place | undefined;
}

/** The calls of a module. */
export interface Sites {
  /** In the order of marking: what the points of the heap continuation refer to. */
  readonly sites: readonly Site[];
  /** By line of its JavaScript, from 1: which of them it stands for. */
  readonly lines: readonly (number | undefined)[];
}

/** What a compiled module knows about itself; its functions keep it alive. */
export class ModuleInfo {
  readonly id: string;
  /** The base library's own calls are left out of backtraces. */
  readonly internal: boolean;
  /** Or what makes them when somebody asks. */
  calls: Sites | (() => Sites) = { sites: [], lines: [] };
  /** Of a module that may be renewed: makes its procedures fail their checks at entry, and what makes each of them. */
  expire: (() => void) | undefined = undefined;
  makers: readonly ((...free: Value[]) => Value | Value[])[] = [];

  constructor(internal: boolean) {
    this.id = `scheme:${++count}`;
    this.internal = internal;
    modules.set(this.id, new WeakRef(this));
    gone.register(this, this.id);
  }

  #known(): Sites {
    if (typeof this.calls === 'function') this.calls = this.calls();
    return this.calls;
  }

  site(index: number): Site | undefined {
    return this.#known().sites[index];
  }

  siteOfLine(line: number): Site | undefined {
    const index = this.#known().lines[line];
    return index === undefined ? undefined : this.site(index);
  }
}

let count = 0;
const modules = new Map<string, WeakRef<ModuleInfo>>();
const gone = new FinalizationRegistry<string>(id => modules.delete(id));

const FRAME = /(scheme:\d+):(\d+):\d+\)?$/;
/** JavaScript frames looked at: all that may matter, or, where something handles the error, enough for its place. */
const STACK_LIMIT = 40;
const HANDLED_STACK_LIMIT = 8;
/** Calls shown. */
const CALL_LIMIT = 30;

/** A frame of interpreted code (interpret/site-call.ts); a bundler may have put a number to the name. */
const INTERPRETED_FRAME = /^ +at interpretedCall\d* /;

function sitesOf(stack: string, interpreted: InterpretedCalls): { site: Site; internal: boolean }[] {
  let call = interpreted;
  return stack.split('\n').flatMap(line => {
    if (INTERPRETED_FRAME.test(line)) {
      const site = call?.site as Site | undefined;
      call = call?.outer ?? null;
      return site === undefined ? [] : [{ site, internal: false }];
    }
    const match = FRAME.exec(line);
    const module = match === null ? undefined : modules.get(match[1]!)?.deref();
    const site = module?.siteOfLine(Number(match![2]));
    return module === undefined || site === undefined ? [] : [{ site, internal: module.internal }];
  });
}

const callOf = (site: Site): Call => ({ name: site.procedure, place: site.place });

class StackTrace implements Trace {
  readonly #error: { stack?: string };
  readonly #interpreted: InterpretedCalls;
  readonly #continuation: Continuation;
  constructor(error: { stack?: string }, { k, at }: Continuation, interpreted = registers.interpreted) {
    this.#interpreted = interpreted;
    this.#error = error;
    this.#continuation = { k, at };
  }

  calls(): Call[] {
    const calls = sitesOf(this.#error.stack ?? '', this.#interpreted).flatMap(({ site, internal }) =>
      internal ? [] : [callOf(site)],
    );
    for (const { point } of framesOf(this.#continuation)) {
      if (calls.length >= CALL_LIMIT) break;
      const site = siteOf(point);
      if (site !== undefined) calls.push(callOf(site));
    }
    return calls;
  }
}

/** The site of a frame of the heap continuation; none for the base library's own, and for steps in TypeScript. */
function siteOf({ module, site }: Point): Site | undefined {
  if (!(module instanceof ModuleInfo)) return module as Site | undefined;
  return module.internal ? undefined : module.site(site);
}

/** Of exceptions that are no condition yet: the interpreted calls they came out of. */
const cameOutOf = new WeakMap<object, InterpretedCalls>();

/** Notes that JavaScript threw an exception within the interpreted calls that are under way. */
export function noteThrown(thrown: unknown): void {
  if (thrown instanceof Error && !cameOutOf.has(thrown)) cameOutOf.set(thrown, registers.interpreted);
}

/** Remembers the JavaScript stack of a condition about to be raised; it becomes text only if someone asks. */
function trace(condition: Condition): void {
  if (condition.trace !== undefined || condition.place !== undefined) return;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = registers.dynamic.handlers === null ? STACK_LIMIT : HANDLED_STACK_LIMIT;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, trace);
  Error.stackTraceLimit = limit;
  condition.trace = new StackTrace(holder, registers);
}
setTracer(trace);

/** Remembers a heap continuation as the place of a condition that is raised where no JavaScript stack tells it. */
export function traceContinuation(condition: Condition, continuation: Continuation): void {
  if (condition.place === undefined) condition.trace = new StackTrace({}, continuation);
}

/** The condition for an exception that JavaScript itself threw. */
export function conditionOf(thrown: unknown): Condition {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const condition = explain(error);
  condition.trace = new StackTrace({ stack: error.stack ?? '' }, registers, cameOutOf.get(error) ?? null);
  return condition;
}

/** Raises that what a global holds, if anything, is called but is no procedure. @param place of its name */
export function failedCall(cell: Cell, place: Place | undefined): never {
  const condition = callFailure(cell, place);
  condition.trace = new StackTrace(new Error(), registers);
  throw new Raised(condition);
}

/** Raises that a global has no value. */
export const unbound = (cell: Cell): never => raise(unboundCondition(cell));

function explain(error: Error): Condition {
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new Condition('stack-overflow', 'the data are nested too deeply for this procedure');
  }
  const site = /is not a function/.test(error.message) ? throwingSite(error.stack ?? '') : undefined;
  if (error instanceof TypeError && site?.cell !== undefined) return callFailure(site.cell, site.namePlace);
  return new Condition('host-error', error.message);
}

/** The site that threw, if the innermost JavaScript frame is compiled code. */
function throwingSite(stack: string): Site | undefined {
  const innermost = /^ +at .*$/m.exec(stack)?.[0] ?? '';
  return sitesOf(innermost, null)[0]?.site;
}

function callFailure(cell: Cell, place: Place | undefined): Condition {
  if (cell.v === undefined) {
    const condition = unboundCondition(cell);
    condition.place = place;
    return condition;
  }
  return new Condition('wrong-type', `${cell.name.name} is called but is no procedure:`, list(cell.v));
}

export const unboundCondition = (cell: Cell): Condition =>
  new Condition('unbound-variable', 'unbound variable:', list(cell.name), () => suggestion(cell));

let suggest: (cell: Cell) => string | undefined = () => undefined;
/** The environment's owner gives the "did you mean". */
export const setSuggest = (f: (cell: Cell) => string | undefined): void => {
  suggest = f;
};
const suggestion = (cell: Cell): string | undefined => suggest(cell);

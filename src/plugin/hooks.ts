import { systemClock } from '../clock/clock.ts';
import type { Effect } from '../model/effect.ts';
import type { Json, Message } from '../model/message.ts';
import {
  Condition,
  callProcedure,
  callProcedureNow,
  currentContext,
  fromPlain,
  isProcedure,
  outside,
  printed,
  procedureInfo,
  raise,
  SchemeError,
  toPlain,
  type Value,
} from '../scheme/index.ts';
import { Counters } from '../system/counters.ts';
import { type Machine, thisMachine } from '../system/machine.ts';
import { effectsOf } from './effects.ts';
import type { Service } from './plugin.ts';
import { MessageValue } from './values.ts';

/** A pure hook that has not answered by then never will. */
const RECEIVER_TIME_LIMIT = 2_000;
/** Bytes by which a hook may make the heap grow. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
/** The context of an evaluation that runs a receiver hook. */
const RECEIVER = Symbol('receiver');

/** The context of an evaluation that loads a file. */
export const LOADING = Symbol('loading');

/** The context of an evaluation that runs a monitor hook: the machine as that service sees it. */
class MonitorContext {
  readonly machine: Machine;
  constructor(machine: Machine) {
    this.machine = machine;
  }
}

/**
 * The machine that a primitive may ask. Raises in a receiver hook, which runs on another machine, and may run twice;
 * and while a file is loaded, which every machine of the herd does.
 */
export function askedMachine(who: string): Machine {
  const context = currentContext();
  if (context instanceof MonitorContext) return context.machine;
  if (context === RECEIVER)
    return refuse(
      `${who} cannot be used in a receiver hook`,
      'a receiver is a pure function of the message; ask the machine in the monitor hook',
    );
  if (context === LOADING)
    return refuse(`${who} cannot be used while a file is loaded`, 'ask the machine in a monitor hook');
  return thisMachine();
}

const refuse = (message: string, hint: string): never =>
  raise(new Condition('error', message, undefined, hint));

/** The hooks of a service with its options in scope, and what its monitor remembers between two runs. */
interface Hooks {
  receiver: Value | null;
  monitor: Value | null;
  counters: Counters;
  memory: Machine['memory'];
}

const hooks = new WeakMap<Service, Hooks>();

/** Made once for each service. */
function hooksOf(service: Service): Hooks {
  let made = hooks.get(service);
  if (!made) {
    const { plugin, configuration } = service;
    const withOptions = (hook: Value | null) => hook && callProcedureNow(hook, [configuration]);
    const counters = new Counters(systemClock);
    made = {
      receiver: withOptions(plugin.receiver),
      monitor: withOptions(plugin.monitor),
      counters,
      memory: new Map(),
    };
    hooks.set(service, made);
  }
  return made;
}

/** Has a service's monitor look as if for the first time: what it found last did not come to be told. */
export function forgetLooks(service: Service): void {
  hooks.get(service)?.memory.clear();
}

/** Why the hooks of a service can never run, where that is so; it takes no message and asks no machine. */
export function hookTrouble(service: Service): string | null {
  const { name } = service.plugin;
  try {
    const { monitor, receiver } = hooksOf(service);
    return (
      notTaking(monitor, 0, `plugin ${name}: the monitor must be a procedure without arguments`) ??
      notTaking(receiver, 1, `plugin ${name}: the receiver must be a procedure of one argument, the message`)
    );
  } catch (error) {
    if (error instanceof SchemeError) return `plugin ${name}: ${error.message}`;
    throw error;
  }
}

function notTaking(hook: Value | null, count: number, message: string): string | null {
  if (hook === null) return null;
  if (!isProcedure(hook)) return `${message}, not ${printed(hook, 'write').slice(0, 60)}`;
  const { min, max } = procedureInfo(hook);
  return min <= count && count <= max ? null : message;
}

/** What a service makes of a message: pure. Throws SchemeError. */
export function runReceiver(
  service: Service,
  host: string,
  message: Pick<Message, 'time' | 'body'>,
): Effect[] {
  try {
    return effectsOf(receiverValue(service, new MessageValue(host, message.time, fromPlain(message.body))));
  } catch (thrown) {
    throw hookError(thrown);
  }
}

/** What comes out of a hook, and of reading what it returned, as a SchemeError: whatever it is, it is the hook's. */
function hookError(thrown: unknown): unknown {
  // JavaScript's own limits: a string of half a gigabyte, data nested beyond the stack.
  if (thrown instanceof RangeError) return new SchemeError(new Condition('out-of-range', thrown.message));
  return outside(thrown);
}

/** What the receiver hook returns for a message, as it is. */
export function receiverValue(service: Service, message: MessageValue): Value {
  const { receiver } = hooksOf(service);
  if (receiver === null) return false;
  const limits = { timeLimit: RECEIVER_TIME_LIMIT, memoryLimit: MEMORY_LIMIT, context: RECEIVER };
  return callProcedureNow(receiver, [message], limits);
}

/**
 * What a service's monitor hook finds on this machine, as JSON. Throws SchemeError.
 * @param machine another machine, as a test has recorded it
 */
export async function runMonitor(
  service: Service,
  limits: { timeLimit: number; signal?: AbortSignal },
  machine?: Machine,
): Promise<Json> {
  const { monitor, counters, memory } = hooksOf(service);
  if (monitor === null) return null;
  const context = new MonitorContext(machine ?? thisMachine(counters, limits.signal, memory));
  try {
    return toPlain(
      await callProcedure(monitor, [], { ...limits, memoryLimit: MEMORY_LIMIT, context }),
    ) as Json;
  } catch (thrown) {
    throw hookError(thrown);
  }
}

import type { Effect } from '../model/effect.ts';
import type { Json, Message } from '../model/message.ts';
import {
  Condition,
  callProcedure,
  callProcedureNow,
  currentContext,
  fromPlain,
  raise,
  toPlain,
  type Value,
} from '../scheme/index.ts';
import { effectsOf } from './effects.ts';
import type { Service } from './plugin.ts';
import { MessageValue } from './values.ts';

/** A pure hook that has not answered by then never will. */
const RECEIVER_TIME_LIMIT = 2_000;
/** Bytes by which a hook may make the heap grow. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
/** The context of an evaluation that runs a receiver hook. */
const RECEIVER = Symbol('receiver');

/** For primitives that ask the machine: a receiver hook runs on another machine, and may run twice. */
export function refuseInReceiver(who: string): void {
  if (currentContext() !== RECEIVER) return;
  const hint = 'a receiver is a pure function of the message; ask the machine in the monitor hook';
  raise(new Condition('error', `${who} cannot be used in a receiver hook`, undefined, hint));
}

const hooks = new WeakMap<Service, { receiver: Value | null; monitor: Value | null }>();

/** The hooks of a service, with its options in scope; made once. */
function hooksOf(service: Service): { receiver: Value | null; monitor: Value | null } {
  let made = hooks.get(service);
  if (!made) {
    const { plugin, configuration } = service;
    const withOptions = (hook: Value | null) => hook && callProcedureNow(hook, [configuration]);
    made = { receiver: withOptions(plugin.receiver), monitor: withOptions(plugin.monitor) };
    hooks.set(service, made);
  }
  return made;
}

/** What a service makes of a message: pure. Throws SchemeError. */
export function runReceiver(service: Service, host: string, message: Message): Effect[] {
  return effectsOf(receiverValue(service, new MessageValue(host, message.time, fromPlain(message.body))));
}

/** What the receiver hook returns for a message, as it is. */
export function receiverValue(service: Service, message: MessageValue): Value {
  const { receiver } = hooksOf(service);
  if (receiver === null) return false;
  const limits = { timeLimit: RECEIVER_TIME_LIMIT, memoryLimit: MEMORY_LIMIT, context: RECEIVER };
  return callProcedureNow(receiver, [message], limits);
}

/** What a service's monitor hook finds on this machine, as JSON. Throws SchemeError. */
export async function runMonitor(
  service: Service,
  limits: { timeLimit: number; signal?: AbortSignal },
): Promise<Json> {
  const { monitor } = hooksOf(service);
  if (monitor === null) return null;
  return toPlain(await callProcedure(monitor, [], { ...limits, memoryLimit: MEMORY_LIMIT })) as Json;
}

import type { Clock } from '../clock/clock.ts';
import { type Complaint, collectComplaints } from '../form/complaint.ts';
import type { FormRecord } from '../form/record.ts';
import { errorText, Fault } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { effectsOf, effectValues } from '../plugin/effects.ts';
import { receiverValue, runMonitor } from '../plugin/hooks.ts';
import { type Plugin, Service } from '../plugin/plugin.ts';
import type { PluginFile } from '../plugin/plugin-file.ts';
import { FindingValue, MessageValue, NoOthers } from '../plugin/values.ts';
import {
  callProcedureNow,
  evaluateNow,
  fromPlain,
  makeEnvironment,
  printed,
  SchemeError,
} from '../scheme/index.ts';

/** What came of running one service's monitor and receiver here and now. */
export interface Tried {
  plugin: string;
  findings: Finding[];
  /** What else the receiver told, printed as it would be written. */
  facts: string[];
  /** Why a hook did not come to its end; null where both did. */
  trouble: string | null;
}

const TIME_LIMIT = 30_000;

/** Runs the monitors of these services side by side, and their receivers on what they found; stores nothing. */
export function tryServices(services: Service[], host: string, clock: Clock): Promise<Tried[]> {
  const watching = services.filter(({ plugin }) => plugin.monitor !== null);
  return Promise.all(watching.map(service => tryService(service, host, clock)));
}

async function tryService(service: Service, host: string, clock: Clock): Promise<Tried> {
  const plugin = service.plugin.name;
  try {
    const body = fromPlain(await runMonitor(service, { timeLimit: TIME_LIMIT }));
    const returned = receiverValue(service, new MessageValue(host, clock.now(), body));
    const effects = effectsOf(returned);
    const others = effectValues(returned).filter(
      value => !(value instanceof FindingValue || value instanceof NoOthers),
    );
    return {
      plugin,
      findings: effects.flatMap(effect => (effect.kind === 'finding' ? [effect.finding] : [])),
      facts: others.map(value => printed(value, 'write')),
      trouble: null,
    };
  } catch (error) {
    const trouble = error instanceof SchemeError ? error.report() : errorText(error);
    return { plugin, findings: [], facts: [], trouble };
  }
}

/** An option as it is given on a command line: its name, and a Scheme expression. */
export type GivenOption = readonly [name: string, expression: string];

/**
 * A plugin with these options and the defaults of the others.
 * @throws Fault where an option is missing or wrong
 */
export function serviceWith(file: PluginFile, plugin: Plugin, options: GivenOption[]): Service {
  const fields = options.map(([name, expression]) => `(${name} ${expression}\n)`);
  const environment = makeEnvironment('the options', file.environment);
  const make = () =>
    options.length === 0
      ? callProcedureNow(plugin.makeDefault, [false])
      : evaluateNow(`(${plugin.name}-configuration ${fields.join(' ')})`, environment);
  let configuration: unknown;
  let complaints: Complaint[];
  try {
    complaints = collectComplaints(() => {
      configuration = make();
    });
  } catch (error) {
    if (error instanceof SchemeError) throw new Fault(`the options: ${error.message}`, error.hint ?? HINT);
    throw error;
  }
  if (complaints.length > 0)
    throw new Fault(complaints.map(({ message }) => message).join('; '), complaints[0]!.hint ?? HINT);
  return new Service(plugin, configuration as FormRecord);
}

const HINT = `an option is given as -o NAME=VALUE, a Scheme expression: -o "mounts='(\\"/\\")"`;

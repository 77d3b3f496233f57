import { type Complaint, errorAt as error } from '../form/complaint.ts';
import type { FormRecord } from '../form/record.ts';
import { hookTrouble } from '../plugin/hooks.ts';
import { type Service, serviceLabel } from '../plugin/plugin.ts';
import { listToArray, nearest, type Place } from '../scheme/index.ts';
import { notifierComplaints } from './notifier-complaints.ts';
import type { Herd, Machine } from './values.ts';

/** What is wrong with a herd whose every part is right. */
export function herdComplaints(record: FormRecord, herd: Herd, plugins: string[]): Complaint[] {
  const machines = listToArray(record.get('machines')) as FormRecord[];
  const placed = herd.machines.map((machine, i) => ({ machine, place: machines[i]!.place }));
  const names = herd.machines.map(({ name }) => name);
  return [
    ...placed.flatMap(({ machine, place }, i) => [
      ...(names.indexOf(machine.name) < i ? [error(place, `there are two machines '${machine.name}'`)] : []),
      ...unknownMachines(machine, names, place),
      ...dependsOnItself(machine, herd, place),
      ...servicesTwice(machine, place),
    ]),
    ...servicesTwice(herd.machine(''), record.place),
    ...notifierComplaints(listToArray(record.get('notifiers')) as FormRecord[], herd.notifiers),
    ...brokenHooks(herd),
    ...rulesTwice(herd, plugins),
  ];
}

/** What a rule finds is kept under its name, as what a plugin finds is. */
function rulesTwice({ rules }: Herd, plugins: string[]): Complaint[] {
  return rules.flatMap(({ name, place }, i) => {
    if (plugins.includes(name)) return [error(place, `a rule cannot be called '${name}': a plugin is`)];
    const first = rules.findIndex(rule => rule.name === name);
    return first < i ? [error(place, `there are two rules '${name}'`)] : [];
  });
}

/** A machine need not be named to be watched, so this is only a doubt. */
function unknownMachines(
  { name, dependsOn }: Machine,
  names: string[],
  place: Place | undefined,
): Complaint[] {
  return dependsOn
    .map(other => other.split(' ')[0]!)
    .filter(other => !names.includes(other))
    .map(other => {
      const near = nearest(other, names);
      const hint = near ? `did you mean '${near}'?` : undefined;
      return {
        ...error(place, `${name} depends on '${other}', which is not named`, hint),
        severity: 'warning',
      };
    });
}

const CYCLE = 'each would keep the other quiet';

/** Each would keep the other quiet, and nobody would be told of either. */
function dependsOnItself({ name }: Machine, herd: Herd, place: Place | undefined): Complaint[] {
  const reached = new Set<string>();
  const next = [name];
  for (let host = next.pop(); host !== undefined; host = next.pop())
    for (const other of herd.machine(host).dependsOn) {
      const parent = other.split(' ')[0]!;
      if (parent === name) return [error(place, `${name} depends on itself`, CYCLE)];
      if (!reached.has(parent)) next.push(parent);
      reached.add(parent);
    }
  return [];
}

/** Messages of two services of one plugin are told apart by their option `name` alone. */
function servicesTwice({ name, services }: Machine, place: Place | undefined): Complaint[] {
  const keys = services.map(service => `${service.plugin.name} ${serviceLabel(service) ?? ''}`);
  const twice = services.filter((_, i) => keys.indexOf(keys[i]!) < i);
  const where = name === '' ? 'each machine' : `machine '${name}'`;
  return twice.map(({ plugin }) =>
    error(
      place,
      `there are two services '${plugin.name}' on ${where}`,
      'change the one with modify-services, or tell them apart by an option called name',
    ),
  );
}

/** One service of each plugin: its hooks do not depend on its options. */
function brokenHooks(herd: Herd): Complaint[] {
  const services = new Map<string, Service>();
  for (const { services: watched } of [...herd.machines, herd.machine('')])
    for (const service of watched) services.set(service.plugin.name, service);
  return [...services.values()].flatMap(service => {
    const trouble = hookTrouble(service);
    return trouble === null ? [] : [error(service.plugin.place, trouble)];
  });
}

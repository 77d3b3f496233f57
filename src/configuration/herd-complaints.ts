import { type Complaint, errorAt as error } from '../form/complaint.ts';
import type { FormRecord } from '../form/record.ts';
import { hookTrouble } from '../plugin/hooks.ts';
import { type Service, serviceLabel } from '../plugin/plugin.ts';
import { listToArray, type Place } from '../scheme/index.ts';
import { type DeclaredDependency, dependencyComplaints } from './dependency-complaints.ts';
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
      ...servicesTwice(machine, place),
    ]),
    ...servicesTwice(herd.machine(''), record.place),
    ...dependencyComplaints(declaredDependencies(record, herd), names),
    ...notifierComplaints(listToArray(record.get('notifiers')) as FormRecord[], herd.notifiers),
    ...brokenHooks(herd),
    ...rulesTwice(herd, plugins),
  ];
}

/** What machines and the herd itself say of what depends on what, with its place. */
function declaredDependencies(record: FormRecord, { machines, alerting }: Herd): DeclaredDependency[] {
  const places = (field: string) =>
    (listToArray(record.get(field)) as FormRecord[]).map(({ place }) => place);
  const [ofMachines, ofHerd] = [places('machines'), places('dependencies')];
  return [
    ...machines.map(({ name, dependsOn }, i) => ({ subjects: [name], on: dependsOn, place: ofMachines[i] })),
    ...alerting.dependencies.map((dependency, i) => ({ ...dependency, place: ofHerd[i] })),
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

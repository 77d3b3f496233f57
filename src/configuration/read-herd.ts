import { type FormRecord, itemsOf } from '../form/record.ts';
import type { Retention } from '../model/retention.ts';
import type { Service } from '../plugin/plugin.ts';
import { readAlerting } from './read-alerting.ts';
import { readNotifier } from './read-notifier.ts';
import type { ExpectedJob, Herd, Machine, Rule } from './values.ts';

/** The herd of a checked record. */
export function readHerd(record: FormRecord): Herd {
  const jobs = itemsOf<FormRecord>(record, 'expected-jobs').map(readJob);
  const services = itemsOf<Service>(record, 'services');
  const machines = itemsOf<FormRecord>(record, 'machines').map(machine => readMachine(machine, jobs));
  const named = new Map(machines.map(machine => [machine.name, machine]));
  const direct = record.get('direct-after');
  return {
    queue: textOf(record, 'queue'),
    machines,
    machine: name => named.get(name) ?? { name, services, expectedJobs: jobs, dependsOn: [], alwaysOn: true },
    rules: itemsOf<Rule>(record, 'rules'),
    notifiers: itemsOf<FormRecord>(record, 'notifiers').map(readNotifier),
    alerting: readAlerting(record),
    retention: readRetention(record.get('retention') as FormRecord),
    informAllowed: itemsOf<string>(record, 'inform-allowed'),
    directAfter: direct === false ? null : Number(direct),
    alive: {
      url: textOf(record, 'alive-url'),
      queue: textOf(record, 'alive-queue'),
      interval: Number(record.get('alive-interval')),
    },
  };
}

function readRetention(record: FormRecord): Retention {
  const duration = (field: string) => Number(record.get(field));
  return {
    history: duration('history'),
    events: duration('events'),
    samples: duration('samples'),
    byHour: duration('by-hour'),
    byDay: duration('by-day'),
    runs: duration('runs'),
    messages: duration('messages'),
    letters: duration('letters'),
    refusals: duration('refusals'),
  };
}

function readMachine(record: FormRecord, common: ExpectedJob[]): Machine {
  return {
    name: record.get('name') as string,
    services: itemsOf<Service>(record, 'services'),
    expectedJobs: [...common, ...itemsOf<FormRecord>(record, 'expected-jobs').map(readJob)],
    dependsOn: itemsOf<string>(record, 'depends-on'),
    alwaysOn: record.get('always-on') as boolean,
  };
}

function readJob(record: FormRecord): ExpectedJob {
  const longest = record.get('longest');
  return {
    tag: record.get('tag') as string,
    schedule: record.get('schedule') as string,
    timezone: textOf(record, 'timezone'),
    grace: Number(record.get('grace')),
    longest: longest === false ? null : Number(longest),
  };
}

function textOf(record: FormRecord, field: string): string | null {
  const value = record.get(field);
  return typeof value === 'string' ? value : null;
}

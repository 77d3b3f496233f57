import { type FormRecord, itemsOf } from '../form/record.ts';
import type { AlertSettings } from '../model/alert-settings.ts';

/** What the record of a herd says of telling. */
export function readAlerting(record: FormRecord): AlertSettings {
  const remind = record.get('remind-every');
  return {
    gatherFor: Number(record.get('gather-for')),
    remindEvery: remind === false ? null : Number(remind),
    silentFor: Number(record.get('silent-for')),
    quietTimes: itemsOf<FormRecord>(record, 'quiet-times').map(time => ({
      subjects: itemsOf<string>(time, 'subjects'),
      times: itemsOf<string>(time, 'times'),
      timezone: time.get('timezone') === false ? null : (time.get('timezone') as string),
      reason: time.get('reason') as string,
    })),
    dependencies: itemsOf<FormRecord>(record, 'dependencies').map(dependency => ({
      subjects: itemsOf<string>(dependency, 'subjects'),
      on: itemsOf<string>(dependency, 'on'),
    })),
  };
}

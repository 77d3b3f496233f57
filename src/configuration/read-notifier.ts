import type { FormRecord } from '../form/record.ts';
import type { Level } from '../model/level.ts';
import type { NotifierFields, NotifierSettings } from '../model/notifier.ts';
import { toPlain } from '../scheme/index.ts';

/** How the name of a notifier's form ends. */
export const NOTIFIER = '-notifier';

/** What every notifier has besides the fields of its own. */
const COMMON = [
  ...['name', 'hosts', 'plugins', 'subjects', 'levels', 'times', 'timezone'],
  ...['fallback', 'fallback-after', 'digest-time'],
];

/** A notifier of a checked record. */
export function readNotifier(record: FormRecord): NotifierSettings {
  const kind = record.type.name.slice(0, -NOTIFIER.length);
  const plain = new Map([...record.values].map(([name, value]) => [name, toPlain(value)]));
  const textOf = (field: string) => (plain.get(field) || null) as string | null;
  const listOf = (field: string) => plain.get(field) as string[];
  return {
    kind,
    name: textOf('name') ?? kind,
    route: {
      hosts: listOf('hosts'),
      plugins: listOf('plugins'),
      subjects: listOf('subjects'),
      levels: listOf('levels') as Level[],
      times: listOf('times'),
    },
    timezone: textOf('timezone'),
    fallback: textOf('fallback'),
    fallbackAfter: Number(plain.get('fallback-after')),
    digestTime: textOf('digest-time'),
    fields: ownFields(plain),
  };
}

function ownFields(plain: ReadonlyMap<string, unknown>): NotifierFields {
  const own = [...plain].filter(([name]) => !COMMON.includes(name));
  return Object.fromEntries(own.map(([name, value]) => [name, value === false ? null : value]));
}

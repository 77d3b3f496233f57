// date->string and string->date of SRFI 19: their own directives, which begin with a tilde.
import { fail } from '../data/condition.ts';
import { type Fields, offsetText } from './calendar.ts';
import { strftime, strptime } from './strftime.ts';

interface Dated {
  readonly nanosecond: number;
  readonly fields: Fields;
}

const zone = (f: Fields): string => (f.offset === 0 ? 'Z' : offsetText(f.offset));
const same = (template: string) => (d: Dated) => strftime(template, d.fields);
const nine = (d: Dated): string => String(d.nanosecond).padStart(9, '0');

const DIRECTIVES: Record<string, (d: Dated) => string> = {
  '~': () => '~',
  c: same('%a %b %d %H:%M:%S'),
  D: same('%m/%d/%y'),
  f: d => `${strftime('%S', d.fields)}${d.nanosecond === 0 ? '' : `.${nine(d).replace(/0+$/, '')}`}`,
  h: same('%b'),
  N: nine,
  n: () => '\n',
  r: same('%I:%M:%S %p'),
  T: same('%H:%M:%S'),
  X: same('%H:%M:%S'),
  x: same('%m/%d/%y'),
  z: d => zone(d.fields),
  Z: d => d.fields.zone,
  '1': same('%Y-%m-%d'),
  '2': d => `${strftime('%H:%M:%S', d.fields)}${zone(d.fields)}`,
  '3': same('%H:%M:%S'),
  '4': d => `${strftime('%Y-%m-%dT%H:%M:%S', d.fields)}${zone(d.fields)}`,
  '5': same('%Y-%m-%dT%H:%M:%S'),
};
/** These mean what they mean to strftime. */
const PLAIN = new Set('aAbBdeHIjkKlmMpsStUVwWyY');

export const dateText = (date: Dated, template: string): string =>
  template.replace(/~([\s\S])/g, (whole, directive: string) => {
    if (Object.hasOwn(DIRECTIVES, directive)) return DIRECTIVES[directive]!(date);
    return PLAIN.has(directive)
      ? strftime(`%${directive}`, date.fields)
      : fail('date->string: unknown directive', [whole]);
  });

const READ: Record<string, string> = {
  a: '%a',
  A: '%A',
  b: '%b',
  B: '%B',
  h: '%b',
  d: '%d',
  e: '%e',
  H: '%H',
  k: '%k',
  m: '%m',
  M: '%M',
  S: '%S',
  y: '%y',
  Y: '%Y',
  z: '%z',
  '~': '~',
  '1': '%Y-%m-%d',
  '3': '%H:%M:%S',
  '4': '%Y-%m-%dT%H:%M:%S%z',
  '5': '%Y-%m-%dT%H:%M:%S',
};

/** The date that `text` spells by `template`. */
export function parseDate(text: string, template: string): Dated {
  const posix = template
    .replaceAll('%', '%%')
    .replace(/~([\s\S])/g, (whole, directive: string) =>
      Object.hasOwn(READ, directive) ? READ[directive]! : fail('string->date: unknown directive', [whole]),
    );
  return { nanosecond: 0, fields: strptime(posix, text).fields };
}

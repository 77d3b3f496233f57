// strftime and strptime of POSIX, in the C locale.
import { fail } from '../data/condition.ts';
import {
  DAYS,
  type Fields,
  fieldsOf,
  isoWeek,
  MONTHS,
  offsetText,
  secondsOf,
  weekOfYear,
} from './calendar.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const three = (n: number): string => String(n).padStart(3, '0');
const blank = (n: number): string => String(n).padStart(2, ' ');
const twelve = (hour: number): number => hour % 12 || 12;

const DIRECTIVES: Record<string, (f: Fields) => string> = {
  a: f => DAYS[f.weekday]!.slice(0, 3),
  A: f => DAYS[f.weekday]!,
  b: f => MONTHS[f.month - 1]!.slice(0, 3),
  B: f => MONTHS[f.month - 1]!,
  h: f => MONTHS[f.month - 1]!.slice(0, 3),
  c: f => strftime('%a %b %e %H:%M:%S %Y', f),
  C: f => two(Math.floor(f.year / 100)),
  d: f => two(f.day),
  D: f => strftime('%m/%d/%y', f),
  e: f => blank(f.day),
  F: f => strftime('%Y-%m-%d', f),
  g: f => two(isoWeek(f).year % 100),
  G: f => String(isoWeek(f).year),
  H: f => two(f.hour),
  I: f => two(twelve(f.hour)),
  j: f => three(f.yearDay),
  k: f => blank(f.hour),
  l: f => blank(twelve(f.hour)),
  m: f => two(f.month),
  M: f => two(f.minute),
  n: () => '\n',
  p: f => (f.hour < 12 ? 'AM' : 'PM'),
  P: f => (f.hour < 12 ? 'am' : 'pm'),
  r: f => strftime('%I:%M:%S %p', f),
  R: f => strftime('%H:%M', f),
  s: f => String(secondsOf(f)),
  S: f => two(f.second),
  t: () => '\t',
  T: f => strftime('%H:%M:%S', f),
  u: f => String(f.weekday || 7),
  U: f => two(weekOfYear(f, 0)),
  V: f => two(isoWeek(f).week),
  w: f => String(f.weekday),
  W: f => two(weekOfYear(f, 1)),
  x: f => strftime('%m/%d/%y', f),
  X: f => strftime('%H:%M:%S', f),
  y: f => two(((f.year % 100) + 100) % 100),
  Y: f => String(f.year),
  z: f => offsetText(f.offset),
  Z: f => f.zone,
  '%': () => '%',
};

/** The time's fields as the template says. */
export function strftime(template: string, fields: Fields): string {
  return template.replace(/%[EO_0^#-]?([\s\S])/g, (whole, directive: string) =>
    Object.hasOwn(DIRECTIVES, directive) ? DIRECTIVES[directive]!(fields) : whole,
  );
}

type Draft = { -readonly [K in keyof Fields]?: Fields[K] } & { afternoon?: boolean; twelve?: number };

interface Pattern {
  readonly pattern: string;
  readonly set: (draft: Draft, text: string) => void;
}

const number = (digits: string, set: (draft: Draft, n: number) => void): Pattern => ({
  pattern: `[+-]?\\d{${digits}}`,
  set: (draft, text) => set(draft, Number(text)),
});

const named = (names: string[], set: (draft: Draft, index: number) => void): Pattern => ({
  pattern: names.map(name => `${name}|${name.slice(0, 3)}`).join('|'),
  set: (draft, text) =>
    set(
      draft,
      names.findIndex(name => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()),
    ),
});

const month = named(MONTHS, (d, n) => {
  d.month = n + 1;
});
const weekday = named(DAYS, (d, n) => {
  d.weekday = n;
});

const FIELDS: Record<string, Pattern> = {
  Y: number('1,4', (d, n) => {
    d.year = n;
  }),
  y: number('1,2', (d, n) => {
    d.year = n < 69 ? 2000 + n : 1900 + n;
  }),
  m: number('1,2', (d, n) => {
    d.month = n;
  }),
  d: number('1,2', (d, n) => {
    d.day = n;
  }),
  e: number('1,2', (d, n) => {
    d.day = n;
  }),
  H: number('1,2', (d, n) => {
    d.hour = n;
  }),
  k: number('1,2', (d, n) => {
    d.hour = n;
  }),
  I: number('1,2', (d, n) => {
    d.twelve = n;
  }),
  l: number('1,2', (d, n) => {
    d.twelve = n;
  }),
  M: number('1,2', (d, n) => {
    d.minute = n;
  }),
  S: number('1,2', (d, n) => {
    d.second = n;
  }),
  j: number('1,3', (d, n) => {
    d.yearDay = n;
  }),
  s: number('1,20', (d, n) => {
    Object.assign(d, fieldsOf(n));
  }),
  b: month,
  B: month,
  h: month,
  a: weekday,
  A: weekday,
  p: {
    pattern: '[AaPp][Mm]',
    set: (d, text) => {
      d.afternoon = /p/i.test(text);
    },
  },
  z: {
    pattern: 'Z|[+-]\\d\\d:?\\d\\d',
    set: (d, text) => {
      d.offset = offset(text);
    },
  },
  Z: {
    pattern: '[A-Za-z]*',
    set: (d, text) => {
      d.zone = text;
    },
  },
};
const COMPOSED: Record<string, string> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  D: '%m/%d/%y',
  R: '%H:%M',
  c: '%a %b %e %H:%M:%S %Y',
  r: '%I:%M:%S %p',
};

function offset(text: string): number {
  if (text === 'Z') return 0;
  const digits = text.replace(/\D/g, '');
  return (text[0] === '-' ? -1 : 1) * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60);
}

const RANGES: [keyof Draft, number, number][] = [
  ['month', 1, 12],
  ['day', 1, 31],
  ['hour', 0, 23],
  ['minute', 0, 59],
  ['second', 0, 60],
  ['twelve', 1, 12],
];

function finish(draft: Draft, text: string, template: string): Fields {
  for (const [field, low, high] of RANGES) {
    const value = draft[field] as number | undefined;
    if (value !== undefined && (value < low || value > high))
      fail(`strptime: the ${field} is out of range in`, [text, template]);
  }
  if (draft.twelve !== undefined) draft.hour = (draft.twelve % 12) + (draft.afternoon === true ? 12 : 0);
  const {
    year = 1900,
    month: m = 1,
    day = 1,
    hour = 0,
    minute = 0,
    second = 0,
    offset: east = 0,
    zone = '',
  } = draft;
  const whole = { year, month: m, day, hour, minute, second, offset: east };
  return { ...fieldsOf(secondsOf(whole) + east), ...whole, zone };
}

/** The fields that `text` gives by `template`, and how many of its code units were used. */
export function strptime(template: string, text: string): { fields: Fields; used: number } {
  const draft: Draft = {};
  let at = 0;
  const expanded = template.replace(/%([FTDRcr])/g, (_, name: string) => COMPOSED[name]!);
  for (const [token] of expanded.matchAll(/%[EO]?[\s\S]|\s+|[^%\s]/g)) {
    const blanks = /^\s*/.exec(text.slice(at))![0].length;
    if (/^\s/.test(token)) at += blanks;
    else if (token.startsWith('%') && token !== '%%') {
      const field = FIELDS[token.at(-1)!] ?? fail('strptime: unknown directive', [token]);
      const found = new RegExp(`^(?:${field.pattern})`, 'i').exec(text.slice(at + blanks));
      if (found === null) return fail('strptime: the text does not fit the template:', [text, template]);
      field.set(draft, found[0]);
      at += blanks + found[0].length;
    } else if (text.startsWith(token[0]!, at)) at++;
    else fail('strptime: the text does not fit the template:', [text, template]);
  }
  return { fields: finish(draft, text, template), used: at };
}

// Guile's times: seconds since the epoch, and broken-down times, which are vectors as in Guile:
// #(sec min hour mday mon year wday yday isdst gmtoff zone), month from 0, year from 1900, gmtoff in seconds west.
import { aNumber, aString, aVector } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { cons } from '../data/pair.ts';
import { textLength } from '../data/text.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain } from '../host/primitive.ts';
import { type Fields, fieldsOf, secondsOf, zoneAt } from './calendar.ts';
import { services } from './services.ts';
import { strftime, strptime } from './strftime.ts';

const TM = ['sec', 'min', 'hour', 'mday', 'mon', 'year', 'wday', 'yday', 'isdst', 'gmtoff', 'zone'];

const toTm = (f: Fields): Value[] => [
  f.second,
  f.minute,
  f.hour,
  f.day,
  f.month - 1,
  f.year - 1900,
  f.weekday,
  f.yearDay - 1,
  0,
  f.offset === 0 ? 0 : -f.offset,
  f.zone,
];

const aTm = (x: Value, who: string, position: number): Value[] => {
  const items = aVector(x, who, position);
  return items.length === TM.length ? items : wrongType(who, position, x, 'a broken-down time');
};

/** The fields of a broken-down time; those out of range carry over. */
function fromTm(tm: Value[], who: string): Fields {
  const n = (i: number): number => Number(aNumber(tm[i]!, who, 1));
  const offset = n(9) === 0 ? 0 : -n(9);
  const civil = {
    year: n(5) + 1900,
    month: n(4) + 1,
    day: n(3),
    hour: n(2),
    minute: n(1),
    second: n(0),
    offset,
  };
  return fieldsOf(secondsOf(civil), offset, typeof tm[10] === 'string' ? tm[10] : '');
}

function local(time: Value, zone?: Value): Value[] {
  const seconds = Number(aNumber(time, 'localtime', 1));
  const { offset, name } = zoneAt(seconds, zone === undefined ? undefined : aString(zone, 'localtime', 2));
  return toTm(fieldsOf(seconds, offset, name));
}

/** (time . tm) of a broken-down time of a zone; its own offset does not count, as in Guile. */
function mktime(tm: Value, zone?: Value): Value {
  const fields = fromTm([...aTm(tm, 'mktime', 1).slice(0, 9), 0, ''], 'mktime');
  const name = zone === undefined ? undefined : aString(zone, 'mktime', 2);
  const civil = secondsOf({ ...fields, offset: 0 });
  // The offset near the civil time is that of the instant, but for the hours in which clocks are changed.
  const guess = civil - zoneAt(civil, name).offset;
  const { offset, name: zoneName } = zoneAt(guess, name);
  return cons(civil - offset, toTm(fieldsOf(civil - offset, offset, zoneName)));
}

export const times: Primitive[] = [
  plain('current-time', 0, () => Math.floor(services.now() / 1000), 'Seconds since the epoch.'),
  plain(
    'gmtime',
    1,
    (time: Value) => toTm(fieldsOf(Number(aNumber(time, 'gmtime', 1)))),
    'The broken-down time, in UTC, of seconds since the epoch.',
  ),
  plain('localtime', [1, 2], local, 'The broken-down time, here or in a zone such as "Europe/Berlin".'),
  plain(
    'mktime',
    [1, 2],
    mktime,
    'A pair: seconds since the epoch of a broken-down local time, and that time made regular.',
  ),
  plain(
    'strftime',
    2,
    (template: Value, tm: Value) =>
      strftime(aString(template, 'strftime', 1), fromTm(aTm(tm, 'strftime', 2), 'strftime')),
    'The broken-down time as text: (strftime "%Y-%m-%d %H:%M:%S" (gmtime 0)).',
  ),
  plain(
    'strptime',
    2,
    (template: Value, s: Value) => {
      const text = aString(s, 'strptime', 2);
      const { fields, used } = strptime(aString(template, 'strptime', 1), text);
      return cons(toTm(fields), textLength(text.slice(0, used)));
    },
    'A pair: the broken-down time that the text spells, and how many characters were used.',
  ),
  ...TM.map((name, i) => plain(`tm:${name}`, 1, (tm: Value) => aTm(tm, `tm:${name}`, 1)[i]!)),
  ...TM.map((name, i) =>
    plain(`set-tm:${name}`, 2, (tm: Value, x: Value) => {
      aTm(tm, `set-tm:${name}`, 1)[i] = x;
      return UNSPECIFIED;
    }),
  ),
];

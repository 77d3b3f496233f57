// Crockford's base 32: no i, l, o, u, so ids can be read aloud.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 9; // 45 bits of milliseconds: until the year 3084
const RANDOM_DIGITS = 5;

/**
 * A unique id of 14 characters that sorts by time of making: SQLite appends to the index instead of
 * writing all over it (random ids cost 3–5 times as much an insert).
 * Nobody has to be kept from guessing it, so Math.random will do, which the kernel's entropy seeds in each process:
 * loading node:crypto costs the wrapper 3 ms of its start.
 * @param time milliseconds since 1970
 */
export function timeOrderedId(time: number): string {
  return base32(time, TIME_DIGITS) + base32(Math.floor(Math.random() * 32 ** RANDOM_DIGITS), RANDOM_DIGITS);
}

function base32(value: number, digits: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < digits; i++) {
    text = DIGITS[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

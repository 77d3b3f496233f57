// The text of numbers: R7RS without complex numbers; an exact fraction reads as the nearest real.

const RADIX: Record<string, number> = { x: 16, d: 10, o: 8, b: 2 };
const DIGITS: Record<number, string> = { 16: '0-9a-f', 10: '0-9', 8: '0-7', 2: '01' };
const INTEGER = Object.fromEntries(
  Object.entries(DIGITS).map(([radix, digits]) => [radix, new RegExp(`^[+-]?[${digits}]+$`, 'i')]),
);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL: Record<string, number> = {
  '+inf.0': Number.POSITIVE_INFINITY,
  '-inf.0': Number.NEGATIVE_INFINITY,
  '+nan.0': Number.NaN,
  '-nan.0': Number.NaN,
};
const PREFIX: Record<number, string> = { 16: '0x', 10: '', 8: '0o', 2: '0b' };

function parseInteger(text: string, radix: number): number | bigint {
  const negative = text[0] === '-';
  const digits = text.replace(/^[+-]/, '');
  const small = Number.parseInt(digits, radix);
  if (Number.isSafeInteger(small)) return negative ? 0 - small : small;
  const big = BigInt(PREFIX[radix] + digits);
  return negative ? -big : big;
}

function parseFraction(text: string, radix: number): number | undefined {
  const slash = text.indexOf('/');
  const [over, under] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !INTEGER[radix]!.test(over) || !INTEGER[radix]!.test(under) || /^[+-]/.test(under))
    return undefined;
  const divisor = Number(parseInteger(under, radix));
  return divisor === 0 ? undefined : Number(parseInteger(over, radix)) / divisor + 0;
}

/** The number that `text` spells in `radix` (2, 8, 10 or 16, unless a prefix says); undefined when it spells none. */
export function parseNumber(text: string, radix = 10): number | bigint | undefined {
  let rest = text;
  for (let prefix = /^#([xdobei])/i.exec(rest); prefix !== null; prefix = /^#([xdobei])/i.exec(rest)) {
    radix = RADIX[prefix[1]!.toLowerCase()] ?? radix;
    rest = rest.slice(2);
  }
  const integer = INTEGER[radix];
  if (integer === undefined) return undefined;
  if (integer.test(rest)) return parseInteger(rest, radix);
  const lower = rest.toLowerCase();
  if (Object.hasOwn(SPECIAL, lower)) return SPECIAL[lower];
  if (radix === 10 && DECIMAL.test(rest)) return Number.parseFloat(rest) + 0;
  return parseFraction(rest, radix);
}

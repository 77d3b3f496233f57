// Numbers as format prints them. Rounding works on the shortest decimal text that reads back as the number, halves
// away from zero, so that 1.005 with two places is 1.01, which is what the reader of the number expects.
import { type Numeric, numberText } from '../data/number.ts';

interface Decimal {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
}

/** A finite number's decimal digits, without exponent. */
function decimal(n: Numeric): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(numberText(n))!;
  const exponent = Number(match[4] ?? 0);
  const [whole, fraction] = [match[2]!, match[3] ?? ''];
  const digits = whole + fraction;
  const point = whole.length + exponent;
  return {
    sign: match[1]!,
    whole: (point > 0 ? digits.slice(0, point).padEnd(point, '0') : '').replace(/^0+(?=\d)/, '') || '0',
    fraction: (point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, ''),
  };
}

function rounded({ sign, whole, fraction }: Decimal, places: number): Decimal {
  const kept = fraction.slice(0, places).padEnd(places, '0');
  if ((fraction[places] ?? '0') < '5') return { sign, whole, fraction: kept };
  const up = (BigInt(whole + kept) + 1n).toString().padStart(places + 1, '0');
  return { sign, whole: up.slice(0, up.length - places), fraction: places === 0 ? '' : up.slice(-places) };
}

const hasDigits = (n: Numeric): boolean => typeof n === 'bigint' || Number.isFinite(n);

/** `n` without exponent, with `places` digits after the point, or as many as it has. */
export function fixed(n: Numeric, places: number | undefined): string {
  if (!hasDigits(n)) return numberText(n);
  const exact = decimal(n);
  const { sign, whole, fraction } = places === undefined ? exact : rounded(exact, places);
  return `${sign}${whole}.${places === undefined && fraction === '' ? '0' : fraction}`;
}

/** `n` as 1.2345E+3. */
export function exponential(n: Numeric, places: number | undefined): string {
  if (!hasDigits(n)) return numberText(n);
  const [digits, exponent] = (
    places === undefined ? Number(n).toExponential() : Number(n).toExponential(places)
  ).split('e');
  return `${digits!.includes('.') ? digits : `${digits}.0`}E${exponent}`;
}

/** An integer with a comma (or `separator`) between groups of `size` digits. */
export const grouped = (digits: string, separator: string, size: number): string =>
  digits.replace(new RegExp(`\\B(?=(?:\\w{${size}})+$)`, 'g'), () => separator);

import { Fault } from '../model/fault.ts';

/** What options there are: a short letter, and whether a value follows. */
export type OptionTable = Record<string, { short?: string; value: boolean }>;

/** What was given: for each option its values in order; an empty text for each time one without a value was. */
export type GivenOptions = Map<string, string[]>;

const HINT = 'sheepdog run --help shows every option, with examples';

/**
 * Reads options as getopt_long(3) does: `--name value`, `--name=value`, `-n value`, `-nvalue`.
 * (parseArgs of node:util would do, but loading it is a hundredth of the time that the wrapper may take.)
 * @throws Fault for an unknown option, a value missing or too many, and for a word that is no option
 */
export function readOptions(args: string[], table: OptionTable): GivenOptions {
  const given: GivenOptions = new Map();
  for (let i = 0; i < args.length; i++) {
    const { name, shown, value } = split(args[i]!, table);
    const option = Object.hasOwn(table, name) ? table[name]! : null;
    if (!option) throw new Fault(`unknown option '${shown}'`, HINT);
    if (!option.value && value !== null) throw new Fault(`option '${shown}' takes no value`, HINT);
    const text = option.value ? (value ?? args[++i]) : '';
    if (text === undefined) throw new Fault(`option '${shown}' needs a value`, HINT);
    given.set(name, [...(given.get(name) ?? []), text]);
  }
  return given;
}

function split(word: string, table: OptionTable): { name: string; shown: string; value: string | null } {
  const long = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word);
  if (long) return { name: long[1]!, shown: `--${long[1]}`, value: long[2] ?? null };
  if (!/^-./.test(word))
    throw new Fault(
      `unexpected '${word}'`,
      'the command stands behind --: sheepdog --tag borg -- borg create …',
    );
  const letter = word[1]!;
  const name = Object.keys(table).find(key => table[key]!.short === letter) ?? '';
  return { name, shown: `-${letter}`, value: word.length > 2 ? word.slice(2) : null };
}

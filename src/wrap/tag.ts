import { type ShellToken, shellTokens } from './shell-words.ts';

// What stands before the program that does the work, with the letters of its options that take a value.
const PREFIXES: Record<string, { valued: string; words: number }> = {
  exec: { valued: 'a', words: 0 },
  command: { valued: '', words: 0 },
  nohup: { valued: '', words: 0 },
  time: { valued: 'fo', words: 0 },
  env: { valued: 'uCS', words: 0 },
  nice: { valued: 'n', words: 0 },
  ionice: { valued: 'cnp', words: 0 },
  sudo: { valued: 'ugChprtTU', words: 0 },
  doas: { valued: 'uC', words: 0 },
  timeout: { valued: 'ks', words: 1 },
  flock: { valued: 'wE', words: 1 },
};
// Commands that only prepare the one that does the work.
const PREPARING = new Set([
  'cd',
  'set',
  'export',
  'umask',
  'ulimit',
  'source',
  '.',
  ':',
  'true',
  'test',
  '[',
]);
const INTERPRETERS = /^(sh|bash|dash|zsh|ksh|perl|ruby|node|guile|Rscript|python[\d.]*)$/;
const MAX_LENGTH = 60;

/**
 * What to call a job that was given no name: its program and that one's first plain word, as `borg-create`.
 * Never more: a command line may hold what is nobody's business.
 * @param line the command as it is recorded, passwords masked
 */
export function defaultTag(line: string): string {
  const commands = simpleCommands(shellTokens(line));
  const working = commands.find(words => !PREPARING.has(programWords(words)[0] ?? ':')) ?? commands[0];
  return (working && tagOf(working)) ?? 'job';
}

function tagOf(words: string[]): string | null {
  const [path = '', ...rest] = programWords(words);
  const program = baseName(path);
  if (INTERPRETERS.test(program)) {
    const script = rest.find(word => !word.startsWith('-'));
    return clean(script && !/\s/.test(script) ? baseName(script) : program);
  }
  const word = rest.find(isPlain);
  return clean(word === undefined ? program : `${program}-${word}`);
}

/** A word that may name what the program does: no option, no path, no number. */
function isPlain(word: string): boolean {
  return /^[A-Za-z0-9_.][\w.-]*$/.test(word) && /[A-Za-z]/.test(word) && word.length <= MAX_LENGTH / 2;
}

/** The words from the program on: what is set for it and what only starts it is left out. */
function programWords(words: string[]): string[] {
  let rest = words;
  for (;;) {
    while (rest[0] !== undefined && /^\w+=/.test(rest[0])) rest = rest.slice(1);
    const prefix = PREFIXES[baseName(rest[0] ?? '')];
    const after = prefix && skipOptions(rest.slice(1), prefix.valued).slice(prefix.words);
    if (!after || after.length === 0) return rest;
    rest = after;
  }
}

function skipOptions(words: string[], valued: string): string[] {
  let rest = words;
  while (rest[0]?.startsWith('-')) {
    const [option] = rest;
    const takesNext = option.length === 2 && valued.includes(option[1]!);
    rest = rest.slice(takesNext ? 2 : 1);
  }
  return rest;
}

function simpleCommands(tokens: ShellToken[]): string[][] {
  const commands: string[][] = [[]];
  let redirected = false;
  for (const token of tokens) {
    if (token.kind === 'operator') {
      redirected = /[<>]/.test(token.raw);
      if (!redirected) commands.push([]);
      else if (/^\d$/.test(commands.at(-1)!.at(-1) ?? '')) commands.at(-1)!.pop(); // as in 2>&1
    } else if (token.kind === 'word') {
      if (!redirected) commands.at(-1)!.push(token.value);
      redirected = false;
    }
  }
  return commands.filter(words => words.length > 0);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function clean(name: string): string | null {
  return name.replace(/[^\w.-]+/g, '').slice(0, MAX_LENGTH) || null;
}

import type { WrapCommand } from './options.ts';
import { shellQuote, shellTokens } from './shell-words.ts';

const MASK = '***';
const MAX_COMMAND_BYTES = 4096;
const MAX_NESTING = 4;

const SECRET_NAME = /pass(?!ive)|token|secret|key(?!board|map|words?$)|credential|pwd$/i;
// Names of what tells where a secret is, not what it is.
const HARMLESS_NAME = /(file|path|dir|fd|name|id|type|ring|server|size|length)s?$/i;
// An option whose value is the next word; `--key VALUE` is too often the name of a key.
const SECRET_OPTION =
  /^--?([\w-]*(password|passphrase|passwd|token|secret)|([\w-]*-)?(api|access|private|secret|auth)-?key|pass)$/i;
const ASSIGNMENT = /^(-{0,2}[\w.-]+)=([\s\S]*)$/;
const HEADER = /^((?:proxy-)?authorization|cookie|[\w-]*(?:token|key|secret|password)[\w-]*)\s*:\s*[\s\S]+$/i;
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*):[^\s/'"]+@/gi;

/** What stands behind the name of a secret in the query of a URL. */
const URL_QUERY = /([?&]([\w.-]+)=)[^&#\s'"]+/g;
/** Beside the names of secrets elsewhere: those by which a URL is signed. */
const QUERY_SECRET = /^(key|sig|signature|auth|code)$|[-_.]?(signature|sig)$/i;

// What programs make of short options: the letters whose value is a secret, stuck on or as the next word.
const SHORT_SECRETS: [program: RegExp, stuckOn: RegExp | null, nextWord: RegExp | null][] = [
  [/^(mysql|mariadb)/, /^(-p).+$/, null],
  [/^sshpass$/, /^(-p).+$/, /^-p$/],
  [/^redis-cli$/, /^(-a).+$/, /^-a$/],
  [/^ldap/, /^(-w).+$/, /^-w$/],
  [/^(7z|7za|7zr|rar|unrar)$/, /^(-p).+$/, null],
  [/^(zip|unzip)$/, /^(-P).+$/, /^-P$/],
  [/^openssl$/, null, /^-[kK]$/],
];
// Samba's programs, and mount of its file systems, write USER%PASSWORD.
const SAMBA = /^(smb|rpcclient|net$|winexe|wmic|mount)/;
const SAMBA_USER = /^(-U|--user)$/;
const SAMBA_USER_WITH_PASSWORD = /^((?:-U|--user=)[^%]+)%[\s\S]+$/;
const USER_AND_PASSWORD = /^(-[uU]|--user|--proxy-user)$/;
const USER_WITH_PASSWORD = /^((?:-[uU]|--user=|--proxy-user=)[^:]+):[\s\S]*$/;

/** The command as it is recorded: one line of shell, passwords masked, at most 4 KiB. */
export function recordedCommand(command: WrapCommand): string {
  const text =
    command.kind === 'shell'
      ? maskShell(command.text)
      : maskWords([command.program, ...command.args])
          .map(shellQuote)
          .join(' ');
  return capped(text);
}

/** Masks the passwords in a shell command line; what holds none stays as it was written. */
export function maskShell(line: string, depth = 0): string {
  if (!/[=:%-]/.test(line)) return line; // there is no rule that it could fall under
  const tokens = shellTokens(line);
  let words: number[] = [];
  const settle = () => {
    const before = words.map(index => tokens[index]!.value);
    maskWords(before, depth).forEach((word, i) => {
      if (word !== before[i]) tokens[words[i]!]!.raw = requoted(word);
    });
    words = [];
  };
  tokens.forEach((token, index) => {
    if (token.kind === 'word') words.push(index);
    if (token.kind === 'operator' && !/^[<>]/.test(token.raw)) settle();
  });
  settle();
  return tokens.map(token => token.raw).join('');
}

/** Masks the passwords in the words of one simple command. */
export function maskWords(words: string[], depth = 0): string[] {
  let program = '';
  let before = '';
  return words.map(word => {
    const masked = maskWord(word, before, program, depth);
    before = word;
    // `env A=b sudo mysql -pX`: whichever known program stands before counts.
    const name = word.slice(word.lastIndexOf('/') + 1);
    if (
      program === '' ||
      SHORT_SECRETS.some(([known]) => known.test(name)) ||
      name === 'curl' ||
      SAMBA.test(name)
    )
      program = name;
    return masked;
  });
}

function maskWord(word: string, before: string, program: string, depth: number): string {
  if (SECRET_OPTION.test(before) && !word.startsWith('-')) return MASK;
  for (const [known, stuckOn, nextWord] of SHORT_SECRETS) {
    if (!known.test(program)) continue;
    if (nextWord?.test(before)) return MASK;
    if (stuckOn?.test(word)) return word.replace(stuckOn, `$1${MASK}`);
  }
  if (program === 'curl' && USER_AND_PASSWORD.test(before)) return word.replace(/:[\s\S]*$/, `:${MASK}`);
  if (program === 'curl' && USER_WITH_PASSWORD.test(word))
    return word.replace(USER_WITH_PASSWORD, `$1:${MASK}`);
  if (SAMBA.test(program)) {
    if (SAMBA_USER.test(before)) return word.replace(/%[\s\S]+$/, `%${MASK}`);
    if (SAMBA_USER_WITH_PASSWORD.test(word)) return word.replace(SAMBA_USER_WITH_PASSWORD, `$1%${MASK}`);
  }
  const assignment = ASSIGNMENT.exec(word);
  if (assignment && isSecretName(assignment[1]!)) return `${assignment[1]}=${MASK}`;
  const header = HEADER.exec(word);
  if (header) return `${header[1]}: ${MASK}`;
  if (/^pass:./.test(word)) return `pass:${MASK}`; // openssl -passin
  const text = word
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(URL_QUERY, (whole, upToValue: string, name: string) =>
      isSecretName(name) || QUERY_SECRET.test(name) ? `${upToValue}${MASK}` : whole,
    );
  return /\s/.test(text) && depth < MAX_NESTING ? maskShell(text, depth + 1) : text;
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** Quotes only where it must: the line is for reading. */
function requoted(word: string): string {
  if (/^[^\s'"\\$`;&|()<>]+$/.test(word)) return word;
  return /["\\$`]/.test(word) ? shellQuote(word) : `"${word}"`;
}

function capped(text: string): string {
  const bytes = Buffer.byteLength(JSON.stringify(text));
  if (bytes <= MAX_COMMAND_BYTES) return text;
  // Escapes make JSON longer than the text: shrink until it fits.
  let kept = text.slice(0, MAX_COMMAND_BYTES);
  while (Buffer.byteLength(JSON.stringify(kept)) > MAX_COMMAND_BYTES) kept = kept.slice(0, kept.length * 0.9);
  kept = kept.replace(/[\ud800-\udbff]$/, ''); // half of a character
  return `${kept} [… ${Buffer.byteLength(text) - Buffer.byteLength(kept)} bytes left out]`;
}

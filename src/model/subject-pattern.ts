import type { SubjectName } from './alert.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT } from './message.ts';

/** A pattern of names: words, or globs with * ? and [a-z], as the shell has them. */
export type NamePattern = SubjectName;

const ANY = '*';
const known = new Map<string, RegExp>();

export function matches(pattern: NamePattern, { host, plugin, subject }: SubjectName): boolean {
  return (
    matchesWord(pattern.host, host) &&
    matchesWord(pattern.plugin, plugin) &&
    matchesWord(pattern.subject, subject)
  );
}

/** May something match both? What is a glob in both is taken as it stands. */
export function overlap(a: NamePattern, b: NamePattern): boolean {
  const words = ['host', 'plugin', 'subject'] as const;
  return words.every(word => matchesWord(a[word], b[word]) || matchesWord(b[word], a[word]));
}

/** Is it this word, or does it agree with this glob? A word is meant as it stands, too: a subject may hold a star. */
export function matchesWord(pattern: string, word: string): boolean {
  if (pattern === ANY || pattern === word) return true;
  if (!/[*?[]/.test(pattern)) return false;
  let regExp = known.get(pattern);
  if (!regExp) {
    if (known.size > 1000) known.clear();
    regExp = regExpOf(pattern);
    known.set(pattern, regExp);
  }
  return regExp.test(word);
}

const NOTHING = /(?!)/;

function regExpOf(pattern: string): RegExp {
  try {
    return new RegExp(`^${pattern.replace(/\[!?[^\]]+\]|[\s\S]/g, piece)}$`, 's');
  } catch {
    return NOTHING; // a range that runs backwards
  }
}

function piece(text: string): string {
  if (text === '*') return '.*';
  if (text === '?') return '.';
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (text.length < 3) return escaped;
  return text.replace(/\\/g, '\\\\').replace(/^\[!/, '[^');
}

/** `HOST [PLUGIN [SUBJECT]]` as people write it: what is left out is any. A subject may hold blanks. */
export function patternOf(text: string): NamePattern {
  const [host = ANY, plugin = ANY, ...rest] = text.trim().split(/\s+/);
  return { host, plugin, subject: rest.length > 0 ? rest.join(' ') : ANY };
}

/** What counts where something depends on this: of a machine without more words its silence, not any full disk on it. */
export function dependedOn(on: NamePattern): NamePattern {
  if (on.plugin !== ANY || on.subject !== ANY) return on;
  return { ...on, plugin: HEARTBEAT_PLUGIN, subject: HEARTBEAT_SUBJECT };
}

/** A pattern for people: what is any at its end is left out. */
export function patternText({ host, plugin, subject }: NamePattern): string {
  if (subject !== ANY) return `${host} ${plugin} ${subject}`;
  return plugin === ANY ? host : `${host} ${plugin}`;
}

// What the library asks of the world outside: a console and the time. A program may put its own in their place
// (a prompt its line editor, a daemon its log, a test a clock that stands still).
import { readSync } from 'node:fs';

export interface Services {
  /** Text for the standard output. */
  write(text: string): void;
  /** Text for the standard error output. */
  writeError(text: string): void;
  /** The next line of the standard input with its newline; undefined at the end. */
  readLine(): string | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** What (command-line) returns. */
  commandLine: readonly string[];
}

function lineFromStandardInput(): string | undefined {
  const bytes: number[] = [];
  const byte = new Uint8Array(1);
  while (readSync(0, byte) === 1) {
    bytes.push(byte[0]!);
    if (byte[0] === 0x0a) break;
  }
  return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
}

export const services: Services = {
  write: text => void process.stdout.write(text),
  writeError: text => void process.stderr.write(text),
  readLine: lineFromStandardInput,
  now: Date.now,
  commandLine: [],
};

/** Puts others in place of some of the services. */
export const provide = (some: Partial<Services>): void => void Object.assign(services, some);

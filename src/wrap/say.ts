import { writeSync } from 'node:fs';

/** Writes to stderr who speaks, and what. */
export function say(text: string): void {
  const lines = text.split('\n').map(line => (line.startsWith('hint:') ? line : `sheepdog: ${line}`));
  try {
    writeSync(2, `${lines.join('\n')}\n`);
  } catch {
    // Nobody is there to read it.
  }
}

import { isatty } from 'node:tty';
import { summary } from './report.ts';
import type { Done } from './run.ts';
import { say } from './say.ts';

/**
 * Tells whoever sits at the terminal how the run went. What could be recorded nowhere is told wherever stderr leads.
 * @param quiet say nothing of a success
 */
export function tellEnd(done: Done, quiet: boolean): void {
  const isNews = isatty(2) && !(quiet && done.report.exit === 0);
  if (isNews || done.kept?.kind === 'nowhere') say(closingLine(done));
}

/** Tells whoever sits at the terminal that the job did not run. */
export function tellTaken(lock: string): void {
  if (isatty(2)) say(`the lock ${lock} is taken, so nothing was run`);
}

function closingLine({ report, kept }: Done): string {
  const line = summary(report);
  switch (kept?.kind) {
    case undefined:
      return line;
    case 'whole':
      return `${line}, recorded as ${report.run}`;
    case 'without outputs':
      return `${line}, recorded as ${report.run} without its outputs: ${kept.reason}`;
    case 'syslog':
      return `${line}, told to syslog only: ${kept.reason}`;
    case 'nowhere':
      return `${line}, and this could be recorded nowhere: ${kept.reason}`;
  }
}

import type { Clock } from '../../clock/clock.ts';
import type { Paint } from '../../terminal/paint.ts';

/** The world of a command: all it reads and writes, so that a test can be the person. */
export interface CommandContext {
  env: Record<string, string | undefined>;
  clock: Clock;
  paint: Paint;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** All of standard input. */
  stdin(): Promise<Buffer>;
  /** Sets the exit status, 0 where nobody does. */
  exit(status: number): void;
}

import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SpoolLayout } from '../queue/spool/layout.ts';

/** The mark of a job whose last run failed, for --on-error: one file for each user and tag. */
export class FailureMark {
  readonly #path: string;

  constructor(spool: SpoolLayout, tag: string) {
    this.#path = join(spool.failing, `${process.getuid?.() ?? 0}-${Buffer.from(tag).toString('hex')}`);
  }

  /**
   * Did the run before this one fail? The mark stands while the job runs: a wrapper that is killed leaves it, its run
   * is reported as lost, and then the next success has to be told.
   */
  begin(): boolean {
    const failed = existsSync(this.#path);
    if (!failed) this.note(true);
    return failed;
  }

  /** Notes how this run ended, once its message is kept. */
  note(failed: boolean): void {
    try {
      if (failed) closeSync(openSync(this.#path, 'a', 0o600));
      else rmSync(this.#path, { force: true });
    } catch {
      // No room for the mark: the next success is not told, which is what --on-error is about anyway.
    }
  }
}

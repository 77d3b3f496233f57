import type { Level } from '../model/level.ts';

/** How one subject stands; `--json` shows it as it is. */
export interface StatusRow {
  host: string;
  plugin: string;
  subject: string;
  level: Level;
  /** Since when it stands so, where that is known. */
  since: Date | null;
  text: string;
  /** What is decided of it: told, kept quiet and why, or waiting; missing where there is nothing to decide. */
  alert?: string;
}

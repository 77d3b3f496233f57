/** `note` is kept and never told, `warn` goes into the digest, `bark` is told now; `unknown` is not heard from. */
export const LEVELS = ['ok', 'note', 'warn', 'bark', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

/** How one subject of one plugin on one host is, as its receiver hook found it. */
export interface Finding {
  subject: string;
  level: Level;
  /** A sentence for people, with what was measured. */
  text: string;
  /** The measured value and the limit it is held against, where there are such. */
  value: number | null;
  limit: number | null;
}

import type { Place } from '../scheme/index.ts';

/** Something wrong, or doubtful, in a file a person wrote: where, what, and what to do about it. */
export interface Complaint {
  severity: 'error' | 'warning';
  place: Place | undefined;
  message: string;
  hint: string | undefined;
}

export const errorAt = (place: Place | undefined, message: string, hint?: string): Complaint => ({
  severity: 'error',
  place,
  message,
  hint,
});

/** In GNU form: `file:line:column: error: text`, and a `hint:` line. */
export function complaintText({ place, severity, message, hint }: Complaint): string {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  return `${where}${severity}: ${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
}

let collecting: Complaint[] | null = null;

/**
 * Collects what is complained of while `load` runs, so that all errors of a file are told at once.
 * Loading is synchronous, so there is never more than one collection.
 */
export function collectComplaints(load: () => void): Complaint[] {
  const outer = collecting;
  const mine: Complaint[] = [];
  collecting = mine;
  try {
    load();
  } finally {
    collecting = outer;
  }
  return mine;
}

/** Notes a complaint if a file is being loaded; false at a prompt, where the caller has to raise it. */
export function noteComplaint(complaint: Complaint): boolean {
  collecting?.push(complaint);
  return collecting !== null;
}

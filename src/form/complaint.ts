import { type Call, callsUnderWay, type Place } from '../scheme/index.ts';

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

let collecting: { complaints: Complaint[]; file: string | undefined } | null = null;

/**
 * Collects what is complained of while `load` runs, so that all errors of a file are told at once.
 * Loading is synchronous, so there is never more than one collection.
 * @param file the one that is loaded: what is wrong with what it hands to others' procedures is told where it calls them
 */
export function collectComplaints(load: () => void, file?: string): Complaint[] {
  const outer = collecting;
  const complaints: Complaint[] = [];
  collecting = { complaints, file };
  try {
    load();
  } finally {
    collecting = outer;
  }
  return complaints;
}

/** Is a file being loaded? */
export const isCollecting = (): boolean => collecting !== null;

/** Notes a complaint if a file is being loaded; false at a prompt, where the caller has to raise it. */
export function noteComplaint(complaint: Complaint): boolean {
  if (collecting === null) return false;
  const place = placeIn(collecting.file, complaint.place, callsUnderWay);
  collecting.complaints.push({ ...complaint, place });
  return true;
}

/** A place, or, where it is in another file, the innermost of these calls that is in this one. */
export function placeIn(
  file: string | undefined,
  place: Place | undefined,
  calls: () => readonly Call[],
): Place | undefined {
  if (file === undefined || place === undefined || place.file === file) return place;
  return calls().find(call => call.place?.file === file)?.place ?? place;
}

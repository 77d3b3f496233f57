import type { Complaint } from '../../form/complaint.ts';
import { escapeLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';

/** What is wrong with a file a person wrote, thrown as one: every complaint of it. */
interface Complaining {
  complaints: Complaint[];
}

const isComplaining = (error: unknown): error is Complaining =>
  error instanceof Error && Array.isArray((error as Partial<Complaining>).complaints);

/** The complaints a thrown error carries; undefined where it is another kind of error. */
export const complaintsIn = (error: unknown): Complaint[] | undefined =>
  isComplaining(error) ? error.complaints : undefined;

/** In GNU form, every line of it fit for a terminal: `file:line:column: error: text`, and a `hint:` line. */
export function complaintLines({ place, severity, message, hint }: Complaint): string {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  const advice = hint === undefined ? '' : `hint: ${escapeLine(hint)}\n`;
  return `${escapeLine(`${where}${severity}: ${message}`)}\n${advice}`;
}

/** Tells on standard error what a thrown error complains of; false where it does not complain of a file. */
export function tellComplaints(error: unknown, { err }: Pick<CommandContext, 'err'>): boolean {
  const complaints = complaintsIn(error);
  if (complaints) err(complaints.map(complaintLines).join(''));
  return complaints !== undefined;
}

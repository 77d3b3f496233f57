import { type Complaint, errorAt } from '../form/complaint.ts';
import type { FormRecord } from '../form/record.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import { nearest } from '../scheme/index.ts';

/** What is wrong between notifiers of which each is right. */
export function notifierComplaints(records: FormRecord[], notifiers: NotifierSettings[]): Complaint[] {
  const names = notifiers.map(({ name }) => name);
  return notifiers.flatMap((notifier, i) => {
    const complain = (message: string, hint?: string) => errorAt(records[i]?.place, message, hint);
    const { name, fallback } = notifier;
    return [
      ...(names.indexOf(name) < i
        ? [complain(`there are two notifiers '${name}'`, 'tell them apart: (name "…")')]
        : []),
      ...(fallback !== null && !names.includes(fallback)
        ? [complain(`the fallback of ${name} is no notifier: '${fallback}'`, hintFor(fallback, names))]
        : []),
      ...(leadsBack(notifier, notifiers)
        ? [complain(`the fallbacks of ${name} lead back to it`, 'the last one has none')]
        : []),
    ];
  });
}

function hintFor(fallback: string, names: string[]): string {
  const near = nearest(fallback, names);
  return near ? `did you mean '${near}'?` : `the notifiers are: ${names.join(', ')}`;
}

function leadsBack(from: NotifierSettings, notifiers: NotifierSettings[]): boolean {
  const seen = new Set<string>();
  for (let next = from.fallback; next !== null && !seen.has(next); ) {
    if (next === from.name) return true;
    seen.add(next);
    next = notifiers.find(({ name }) => name === next)?.fallback ?? null;
  }
  return false;
}

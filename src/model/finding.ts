import type { Level } from './level.ts';
import type { Relation } from './relation.ts';

/** How one subject of one plugin on one host is, as its receiver hook found it. */
export interface Finding {
  subject: string;
  level: Level;
  /** A sentence for people, with what was measured. */
  text: string;
  /** The measured value and the limit it is held against, where there are such. */
  value: number | null;
  limit: number | null;
  /** How long it must stay so before it barks: milliseconds; at once where it is missing. */
  hold?: number;
  /** Within the limit again, but not yet where it is well: what was worse before is so still. */
  lingers?: boolean;
  /** How many of a kind in a row are only noted; none where it is missing. */
  tolerate?: number;
}

/** Nothing is wrong any more with a subject that is gone. @param reason why it is */
export const goneFinding = (subject: string, reason: string): Finding => ({
  subject,
  level: 'ok',
  text: reason,
  value: null,
  limit: null,
});

/** Subjects of what is between hook and hook, beside those of the plugin; the name of the service may stand before. */
export const MONITOR_SUBJECT = '(monitor)';
export const RECEIVER_SUBJECT = '(receiver)';

/** Is it the way of a plugin's messages that is found to be so, and nothing that the plugin looks at? */
export const isPlumbing = (subject: string): boolean =>
  subject.endsWith(MONITOR_SUBJECT) || subject.endsWith(RECEIVER_SUBJECT);

/** The findings as a relation: what a person can ask, and the store keeps. Only a change of level is history. */
export const FINDING_RELATION: Relation = {
  name: 'finding',
  kind: 'state',
  key: [
    { name: 'host', type: 'text', doc: 'The machine it is about.' },
    { name: 'plugin', type: 'text', doc: 'Whose receiver hook found it.' },
    { name: 'subject', type: 'text', doc: 'What is looked at: a mount point, a service, a job.' },
  ],
  columns: [
    { name: 'level', type: 'text', doc: 'ok, note, warn, bark or unknown.' },
    { name: 'text', type: 'text', doc: 'The last sentence for people.', fleeting: true },
    { name: 'value', type: 'number', doc: 'What was measured last.', fleeting: true },
    { name: 'limit', type: 'number', doc: 'What the value is held against.', fleeting: true },
    {
      name: 'service',
      type: 'text',
      doc: 'Which service of the plugin found it, by its name; #f where it has none.',
      fleeting: true,
    },
  ],
  plugin: 'core',
  doc: 'How each thing that is watched stands.',
};

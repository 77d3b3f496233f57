import type { Silence } from '../model/alert.ts';

/** A silence for people; `--json` shows it as it is. */
export interface SilenceView {
  id: number;
  host: string;
  plugin: string;
  subject: string;
  /** Null: as soon as all of it is well. */
  until: Date | null;
  reason: string;
  author: string;
  made: Date;
}

export function silenceView({ until, made, ...silence }: Silence): SilenceView {
  return { ...silence, until: until === null ? null : new Date(until), made: new Date(made) };
}

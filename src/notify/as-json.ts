import type { Letter } from './notifier.ts';

/** A letter for a program: the text as a person would read it, and the notice it was made from. */
export function asJson({ id, to, subject, body, references, notice }: Letter): string {
  return JSON.stringify({ version: 1, id, to, subject, text: body, references, notice });
}

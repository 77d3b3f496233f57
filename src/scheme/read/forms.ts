import type { Place } from '../data/condition.ts';
import { EOF, type Value } from '../data/value.ts';
import { Reader } from './reader.ts';

/** All the forms of a text, with their places. Raises a read-error condition. */
export function readForms(
  text: string,
  file: string,
  firstLine = 1,
): { x: Value; place: Place | undefined }[] {
  const reader = new Reader(text, file, { places: true, firstLine });
  const forms: { x: Value; place: Place }[] = [];
  for (let x = reader.read(); x !== EOF; x = reader.read()) forms.push({ x, place: reader.place });
  return forms;
}

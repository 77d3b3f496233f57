import { type Cell, type Environment, nearest, type Place, type SchemeError } from '../scheme/index.ts';
import type { Complaint } from './complaint.ts';

/** A name that code of a file uses and nothing binds, and where. */
export interface FreeName {
  name: string;
  place: Place;
}

/**
 * Watches a file for names that nothing binds: one inside a hook would otherwise be missed only when the hook runs, on
 * another machine perhaps.
 * @returns the names still free, to be called when the file is loaded
 */
export function watchUnbound(environment: Environment): () => FreeName[] {
  const used: { cell: Cell; place: Place | undefined }[] = [];
  environment.onFreeName = (cell, place) => used.push({ cell, place });
  return () => {
    environment.onFreeName = undefined;
    return used.flatMap(({ cell, place }) =>
      cell.defined || place === undefined ? [] : [{ name: cell.name.name, place }],
    );
  };
}

/** Complaints of free names, but for those that were complained of when the file was loaded. */
export function unboundComplaints(
  free: FreeName[],
  environment: Environment,
  errors: readonly SchemeError[],
  complaints: readonly Complaint[],
): Complaint[] {
  const told = new Set(errors.map(({ kind, place }) => (kind === 'unbound-variable' ? key(place) : '')));
  const types = new Set(complaints.map(({ message }) => NO_TYPE.exec(message)?.[1]));
  const unread = complaints.flatMap(({ message, place }) => (NO_FIELD.test(message) && place ? [place] : []));
  const untold = free
    .filter(({ name, place }) => !told.has(key(place)) && !types.has(name.slice(0, -1)))
    .filter(({ place }) => !unread.some(({ line, column }) => line === place.line && column < place.column));
  // Most files have none, and to list all names of the library for each takes a part of the time of loading it.
  if (untold.length === 0) return [];
  const names = [...environment.names()].map(({ name }) => name);
  return untold.map(({ name, place }) => complaint(name, place, names));
}

/** The type of an option is a predicate whose name only the form composed. */
const NO_TYPE = /^'(.*)' is not the type of an option$/;

/** What stands in a field that does not exist is not read: a name in it may be the name of a field elsewhere. */
const NO_FIELD = / has no field '/;

const key = (place: Place | undefined): string => `${place?.line}:${place?.column}`;

function complaint(name: string, place: Place, names: string[]): Complaint {
  const near = nearest(name, names);
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return { severity: 'error', place, message: `unbound variable: ${name}`, hint };
}

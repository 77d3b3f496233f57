import { Cell, type Environment, intern, type Place } from '../scheme/index.ts';
import type { Complaint } from './complaint.ts';
import { relationOf } from './goal.ts';

/**
 * Watches a file for variables that hide a relation: `(fresh (installed) (installed "tux01" x))` asks nothing of the
 * store, and says nothing of it either.
 * @returns what there is to be warned of, to be called when the file is loaded and its relations are known
 */
export function watchHiding(environment: Environment): () => Complaint[] {
  const locals: { name: string; place: Place | undefined }[] = [];
  environment.onLocalBinding = (name, place) => locals.push({ name: name.name, place });
  return () => {
    environment.onLocalBinding = undefined;
    return locals
      .filter(({ name }) => isRelation(environment, name))
      .map(({ name, place }) => warning(name, place));
  };
}

function isRelation(environment: Environment, name: string): boolean {
  const binding = environment.get(intern(name));
  return binding instanceof Cell && binding.v !== undefined && relationOf(binding.v) !== undefined;
}

function warning(name: string, place: Place | undefined): Complaint {
  const message = `the variable '${name}' hides the relation '${name}'`;
  return { severity: 'warning', place, message, hint: 'give the variable another name' };
}

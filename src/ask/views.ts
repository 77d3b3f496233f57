import { listToArray, Pair, type SchemeSymbol, type Value } from '../scheme/index.ts';
import { LogicVariable, type State, walk } from '../scheme/logic/terms.ts';

type Bodies = ReadonlyMap<Value, Pair>;

/** What kind of goal a view shows. */
export const kindOf = (view: Value): string => ((view as Pair).car as SchemeSymbol).name;

/** The goals within a view. */
function within(view: Value): Value[] {
  const parts = listToArray((view as Pair).cdr)!;
  switch (kindOf(view)) {
    case 'all':
    case 'any':
      return parts;
    case 'not':
      return [parts[0]!];
    case 'window':
      return [parts[2]!];
    case 'aggregate':
      return [parts[3]!];
    default:
      return [];
  }
}

/** The body of the definition or step that a view calls, if it calls one. */
function bodyOf(view: Value, bodies: Bodies): Pair | undefined {
  const kind = kindOf(view);
  return kind === 'call' || kind === 'transitive' ? bodies.get(((view as Pair).cdr as Pair).car) : undefined;
}

/** Is there a goal of the host in it, or in what it calls? */
export function reachesHost(view: Value, bodies: Bodies, seen = new Set<Pair>()): boolean {
  if (kindOf(view) === 'host') return true;
  const body = bodyOf(view, bodies);
  if (body === undefined) return within(view).some(part => reachesHost(part, bodies, seen));
  if (seen.has(body)) return false;
  seen.add(body);
  return reachesHost(body.cdr, bodies, seen);
}

/** Does it call what, itself or by others, calls itself? */
export function isRecursive(view: Value, bodies: Bodies, path: readonly Pair[] = []): boolean {
  const body = bodyOf(view, bodies);
  if (body === undefined) return within(view).some(part => isRecursive(part, bodies, path));
  return path.includes(body) || isRecursive(body.cdr, bodies, [...path, body]);
}

/** Is there a recursion in it that no goal of the host is in? It may have no end where facts have one. */
export function hasPureRecursion(view: Value, bodies: Bodies, seen = new Set<Pair>()): boolean {
  const body = bodyOf(view, bodies);
  if (body === undefined) return within(view).some(part => hasPureRecursion(part, bodies, seen));
  if (kindOf(view) === 'transitive' || isRecursive(view, bodies)) {
    if (!reachesHost(view, bodies)) return true;
  }
  if (seen.has(body)) return false;
  seen.add(body);
  return hasPureRecursion(body.cdr, bodies, seen);
}

/** Is there something in it that shows only when it runs? */
export function isOpaque(view: Value): boolean {
  return kindOf(view) === 'search' || within(view).some(isOpaque);
}

/** The variables without a value in it, each once. */
export function variablesOf(view: Value, state: State): Set<LogicVariable> {
  const found = new Set<LogicVariable>();
  const open = [view];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const at = walk(next, state);
    if (at instanceof LogicVariable) found.add(at);
    else if (at instanceof Pair) open.push(at.cdr, at.car);
  }
  return found;
}

import type { NamedStanding, SubjectName } from '../model/alert.ts';
import { patternText } from '../model/subject-pattern.ts';
import type { AlertPlan } from './plan.ts';
import { dependenciesOf } from './quiet.ts';

/** What is told in one notice, and what it has in common; null where there is but one. */
export interface Group {
  members: NamedStanding[];
  cause: string | null;
}

/** Something that several may have in common. */
interface Bond {
  key: string;
  cause(members: readonly NamedStanding[]): string;
  /** What is declared explains more than what is counted. */
  declared: boolean;
}

/**
 * Brings together what depends on the same thing, what is on one host, and what is the same subject on several; each
 * goes where most of it is.
 */
export function groupsOf(wanting: readonly NamedStanding[], plan: AlertPlan): Group[] {
  const bonds = new Map<string, { bond: Bond; members: NamedStanding[] }>();
  for (const each of wanting)
    for (const bond of bondsOf(each.name, plan)) {
      const known = bonds.get(bond.key);
      if (known) known.members.push(each);
      else bonds.set(bond.key, { bond, members: [each] });
    }
  const left = new Set(wanting);
  const groups: Group[] = [];
  const byWeight = [...bonds.values()]
    .filter(({ members }) => members.length > 1)
    .sort((a, b) => Number(b.bond.declared) - Number(a.bond.declared) || b.members.length - a.members.length);
  for (const { bond, members } of byWeight) {
    const together = members.filter(each => left.has(each));
    if (together.length < 2) continue;
    for (const each of together) left.delete(each);
    groups.push({ members: together, cause: bond.cause(together) });
  }
  for (const each of left) groups.push({ members: [each], cause: null });
  return groups;
}

function bondsOf(name: SubjectName, plan: AlertPlan): Bond[] {
  const { host, plugin, subject } = name;
  const parents = dependenciesOf(name, plan).map(({ on }): Bond => {
    const parent = patternText(on);
    const cause = (members: readonly NamedStanding[]) => `${hostsOf(members)} that depend on ${parent}`;
    return { key: `on ${parent}`, cause, declared: true };
  });
  const what = subject === '-' ? plugin : `${plugin} ${subject}`;
  return [
    ...parents,
    { key: `host ${host}`, cause: () => `host ${host}`, declared: false },
    {
      key: `subject ${JSON.stringify([plugin, subject])}`,
      cause: members => `${what} on ${hostsOf(members)}`,
      declared: false,
    },
  ];
}

function hostsOf(members: readonly NamedStanding[]): string {
  const hosts = new Set(members.map(({ name }) => name.host));
  return hosts.size === 1 ? [...hosts][0]! : `${hosts.size} hosts`;
}

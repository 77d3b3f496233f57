import type { AlertRow, NamedStanding, Standing, SubjectName, Want } from '../model/alert.ts';
import { HEARTBEAT_PLUGIN } from '../model/message.ts';
import type { Notice, Trouble } from '../model/notice.ts';
import { groupsOf } from './groups.ts';
import { type Quiet, quietOf, type Surroundings } from './quiet.ts';
import { told } from './told.ts';

/** What came of looking at all that is to be told. */
export interface Gathering {
  /** How these stand from now on. */
  changed: NamedStanding[];
  rows: AlertRow[];
  notices: Notice[];
}

/** Of several that went bad together the end is told when all of it is well, or after so long of what is: milliseconds. */
const WELL_PATIENCE = 3_600_000;
/** What is well is told after so many windows: what comes and goes is not told again and again. */
const WELL_WINDOWS = 5;

/** Why one alone is told. */
const REASONS: Record<Want, string> = {
  bad: 'nothing keeps it quiet',
  well: 'it was told that it was bad',
  flapping: 'once, for all its changes',
  reminder: 'a reminder is asked for',
  'quiet-over': 'what kept it quiet is over',
};

/**
 * Makes notices of what is to be told and nothing keeps quiet. What goes bad within a window is gathered first: what it
 * has in common is one notice.
 * @param newId makes an id of a notice or thread
 * @param stillBad are there others of this thread that are not well yet?
 */
export function gather(
  wanting: Iterable<NamedStanding>,
  around: Surroundings,
  newId: () => string,
  stillBad: (thread: string) => boolean,
): Gathering {
  const work = new Work(around, newId);
  const ready: Record<Want, NamedStanding[]> = {
    bad: [],
    well: [],
    flapping: [],
    reminder: [],
    'quiet-over': [],
  };
  for (const each of wanting) if (work.isReady(each)) ready[each.standing.want!].push(work.current(each));
  work.tellWell(ready.well, stillBad);
  for (const kind of ['bad', 'flapping', 'quiet-over', 'reminder'] as const) work.tellBad(ready[kind]);
  return work.result;
}

class Work {
  readonly #around: Surroundings;
  readonly #newId: () => string;
  readonly #changed = new Map<SubjectName, Standing>();
  readonly #rows: AlertRow[] = [];
  readonly #notices: Notice[] = [];

  constructor(around: Surroundings, newId: () => string) {
    this.#around = around;
    this.#newId = newId;
  }

  get result(): Gathering {
    const changed = [...this.#changed].map(([name, standing]) => ({ name, standing }));
    return { changed, rows: this.#rows, notices: this.#notices };
  }

  /** How it stands by now. */
  current(each: NamedStanding): NamedStanding {
    const standing = this.#changed.get(each.name);
    return standing ? { name: each.name, standing } : each;
  }

  /** Does nothing keep it quiet? A well-again is told in any case: somebody waits for it. */
  isReady({ name, standing }: NamedStanding): boolean {
    const quiet = standing.want === 'well' ? null : quietOf(name, standing, this.#around);
    if (quiet !== null) this.#keepQuiet(name, standing, quiet);
    else if (standing.quiet !== null) this.#gatherAnew(name, standing);
    return quiet === null;
  }

  /** What was quiet and is well meanwhile has a window's time to say so; on a machine that is back, time to look again. */
  #gatherAnew(name: SubjectName, standing: Standing): void {
    const { now, plan } = this.#around;
    const looksAgain = standing.level === 'unknown' && name.plugin !== HEARTBEAT_PLUGIN;
    const wantedAt = now + (looksAgain ? plan.silentFor : 0);
    this.#changed.set(name, { ...standing, quiet: null, wantedAt });
  }

  #keepQuiet(name: SubjectName, standing: Standing, { by, reason }: Quiet): void {
    if (standing.quiet === reason) return;
    const want = by === 'silence' && standing.want === 'bad' ? 'quiet-over' : standing.want;
    this.#changed.set(name, { ...standing, want, quiet: reason });
    this.#row({ name, standing }, 'quiet', reason, null);
  }

  tellBad(ready: readonly NamedStanding[]): void {
    const { now, plan } = this.#around;
    const isDue = ({ standing }: NamedStanding) =>
      now - standing.wantedAt >= (standing.level === 'unknown' ? 2 : 1) * plan.window;
    if (!ready.some(isDue)) return;
    for (const { members, cause } of groupsOf(ready, plan))
      if (members.some(isDue)) this.#tell(members, cause);
  }

  tellWell(ready: readonly NamedStanding[], stillBad: (thread: string) => boolean): void {
    const { now, plan } = this.#around;
    for (const members of byThread(ready)) {
      const age = now - Math.min(...members.map(({ standing }) => standing.wantedAt));
      const waits = stillBad(members[0]!.standing.thread!) ? WELL_PATIENCE : WELL_WINDOWS * plan.window;
      if (age >= waits) this.#tell(members, groupsOf(members, plan)[0]!.cause);
    }
  }

  #tell(members: readonly NamedStanding[], cause: string | null): void {
    const { now } = this.#around;
    const threads = new Set(members.map(({ standing }) => standing.thread));
    const [known] = threads;
    const thread = (threads.size === 1 && known) || this.#newId();
    const kind = members[0]!.standing.want!;
    const notice: Notice = {
      id: this.#newId(),
      kind,
      time: now,
      thread,
      troubles: members.map(troubleOf),
      cause: members.length > 1 ? cause : null,
      text: null,
    };
    this.#notices.push(notice);
    const reason = members.length > 1 ? `with ${members.length - 1} more: ${cause}` : REASONS[kind];
    for (const member of members) {
      this.#changed.set(member.name, told(member.standing, { now, thread }));
      this.#row(member, 'told', reason, notice.id);
    }
  }

  #row(
    { name, standing }: NamedStanding,
    event: 'told' | 'quiet',
    reason: string,
    notice: string | null,
  ): void {
    const { level } = standing;
    this.#rows.push({ ...name, time: this.#around.now, event, level, reason, notice });
  }
}

function byThread(wanting: readonly NamedStanding[]): Iterable<NamedStanding[]> {
  const threads = new Map<string | null, NamedStanding[]>();
  for (const each of wanting) {
    const members = threads.get(each.standing.thread);
    if (members) members.push(each);
    else threads.set(each.standing.thread, [each]);
  }
  return threads.values();
}

function troubleOf({ name, standing }: NamedStanding): Trouble {
  const { level, text, gone, value, limit, since, began, count, show, inform, want } = standing;
  const spell = want === 'well' ? { since: began, until: since } : { since };
  const more = { ...(gone && { gone }), ...(inform.length > 0 && { inform }) };
  return { ...name, level, text, value, limit, ...spell, count, show, ...more };
}

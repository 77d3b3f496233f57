import type { Clock } from '../clock/clock.ts';
import { timeOrderedId } from '../model/id.ts';
import { type JobReport, succeeded } from '../model/job.ts';
import { bootId, machineId, userName } from '../platform/identity.ts';
import { FailureMark } from './failing.ts';
import { recordedCommand } from './mask.ts';
import type { WrapOptions } from './options.ts';
import { choosePlace } from './place.ts';
import { finalReport, jobMessage, openReport, type RunFacts } from './report.ts';
import { hasTerminal, SignalForwarding } from './signals.ts';
import { defaultTag } from './tag.ts';
import { type Kept, RunTrail } from './trail.ts';

/** What the wrapper takes from the world around it. */
export interface Surroundings {
  clock: Clock;
  env: Record<string, string | undefined>;
}

/** What became of a run, for whoever is at the terminal. */
export interface Done {
  report: JobReport;
  /** Null where nothing was to be told: a success with --on-error. */
  kept: Kept | null;
}

/** A job that runs longer than this announces that it does. */
const ANNOUNCE_AFTER = 5_000;

/** Runs a job as the options say and tells how it went. Never throws for the sake of the telling. */
export async function run(options: WrapOptions, { clock, env }: Surroundings): Promise<Done> {
  const signals = new SignalForwarding(hasTerminal());
  const facts = factsOf(options, clock);
  const origin = { machine: machineId(), boot: bootId() };
  const envelope = (report: JobReport) => jobMessage(report, timeOrderedId(clock.now()), clock.now(), origin);
  const trail = new RunTrail(choosePlace(options.queue, env));
  const mark = options.onError && trail.spool ? new FailureMark(trail.spool, facts.tag) : null;
  const failedBefore = mark?.begin() ?? false;
  const onDisk = trail.begin(envelope(openReport(facts, 'lost', 'the wrapper died')));
  // Loading what starts processes takes Node 4 ms: in them the record comes to disk.
  const { Attempts } = await import('./attempts.ts');
  await onDisk;

  const ended = new Attempts(options, clock, signals).run();
  let over = false;
  if (!options.onError)
    void clock.sleep(ANNOUNCE_AFTER).then(() => {
      if (!over) trail.announce(envelope(openReport(facts, 'running', null)));
    });
  const result = await ended;
  over = true;

  const report = finalReport(facts, result);
  if (mark && succeeded(report) && !failedBefore) {
    trail.forget();
    mark.note(false);
    return { report, kept: null };
  }
  const kept = await trail.finish(envelope(report));
  mark?.note(!succeeded(report));
  return { report, kept };
}

function factsOf(options: WrapOptions, clock: Clock): RunFacts {
  const start = clock.now();
  const command = recordedCommand(options.command);
  return {
    run: timeOrderedId(start),
    tag: options.tag ?? defaultTag(command),
    command,
    user: userName(),
    start,
    inform: options.inform,
    expect: options.expect,
    timezone: options.expect === null ? null : Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

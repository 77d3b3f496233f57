import type { Clock } from '../clock/clock.ts';
import { timeOrderedId } from '../model/id.ts';
import { type JobReport, succeeded } from '../model/job.ts';
import { bootId, machineId, userName } from '../platform/identity.ts';
import { OutputCapture } from './capture.ts';
import { FailureMark } from './failing.ts';
import { type Outputs, runJob } from './job.ts';
import { recordedCommand } from './mask.ts';
import type { WrapOptions } from './options.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { beginPipes, type JobPipes } from './pipes.ts';
import { choosePlace } from './place.ts';
import { HeldOutput } from './quiet.ts';
import { finalReport, jobMessage, openReport, type RunFacts, type RunResult } from './report.ts';
import { hasTerminal, SignalForwarding } from './signals.ts';
import { outputSink } from './sink.ts';
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
  const pipes = options.record ? beginPipes() : null;
  const signals = new SignalForwarding(hasTerminal());
  const facts = factsOf(options, clock);
  const origin = { machine: machineId(), boot: bootId() };
  const envelope = (report: JobReport) => jobMessage(report, timeOrderedId(clock.now()), clock.now(), origin);
  const trail = new RunTrail(choosePlace(options.queue, env));
  const mark = options.onError && trail.spool ? new FailureMark(trail.spool, facts.tag) : null;
  const failedBefore = mark?.begin() ?? false;
  trail.begin(envelope(openReport(facts, 'lost', 'the wrapper died')));

  const ended = new Attempts(options, clock, signals).run(pipes);
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
  const kept = trail.finish(envelope(report));
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

/** The starts of one run: one, and as many more as --retries allows while the job fails. */
class Attempts {
  readonly #options: WrapOptions;
  readonly #clock: Clock;
  readonly #signals: SignalForwarding;
  readonly #held: HeldOutput | null;
  #outputs: Outputs | null = null;

  constructor(options: WrapOptions, clock: Clock, signals: SignalForwarding) {
    this.#options = options;
    this.#clock = clock;
    this.#signals = signals;
    this.#held = options.quiet ? new HeldOutput() : null;
  }

  async run(firstPipes: ReturnType<typeof beginPipes>): Promise<RunResult> {
    const { retries, retryWait } = this.#options;
    let pipes = firstPipes;
    const begin = this.#clock.monotonic();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#start(pipes instanceof Promise ? await pipes : pipes);
      const again = attempt <= retries && mayTryAgain(outcome) && !this.#signals.ended;
      if (again) await this.#pause(retryWait);
      if (!again || this.#signals.ended) return this.#result(outcome, attempt, begin);
      pipes = this.#options.record ? beginPipes() : null;
    }
  }

  /** Until the next start; a signal that asks for an end cuts it short. */
  async #pause(ms: number): Promise<void> {
    const stop = new AbortController();
    this.#signals.onEnd(() => stop.abort());
    await this.#clock.sleep(ms, stop.signal);
  }

  async #start(pipes: JobPipes | null): Promise<Outcome> {
    const signals = this.#signals;
    if (signals.ended) {
      pipes?.release(true);
      return outcomeOf({ kind: 'killed', signal: signals.ended }, false);
    }
    const { command, timeout, record } = this.#options;
    this.#outputs = record ? this.#newOutputs(pipes) : null;
    const start = { command, timeout, signals, clock: this.#clock, outputs: this.#outputs };
    const { ending, timedOut } = await runJob({ ...start, onTerminal: signals.onTerminal });
    return outcomeOf(ending, timedOut);
  }

  /** The captures are new for each start: what the last one said is what counts. */
  #newOutputs(pipes: JobPipes | null): Outputs {
    const sinks = this.#outputs?.sinks ?? [this.#sink(1), this.#sink(2)];
    return { pipes, sinks, captures: [new OutputCapture(), new OutputCapture()] };
  }

  #sink(fd: 1 | 2) {
    const sink = outputSink(fd);
    return this.#held?.before(sink) ?? sink;
  }

  async #result(outcome: Outcome, attempt: number, begin: number): Promise<RunResult> {
    const failed = !succeeded(outcome);
    if (failed) await this.#held?.release();
    const [stdout = null, stderr = null] = this.#outputs?.captures.map(capture => capture.result()) ?? [];
    const elapsed = Math.round(this.#clock.monotonic() - begin);
    return { outcome, attempt, elapsed, stdout, stderr, note: this.#note() };
  }

  #note(): string | null {
    const troubles = this.#outputs?.sinks.map((sink, i) =>
      sink.trouble ? `${i === 0 ? 'stdout' : 'stderr'} could not be passed on: ${sink.trouble}` : null,
    );
    return troubles?.filter(Boolean).join('; ') || null;
  }
}

/** What cannot be started will not be startable a moment later. */
function mayTryAgain(outcome: Outcome): boolean {
  return outcome.state !== 'unstartable' && !succeeded(outcome);
}

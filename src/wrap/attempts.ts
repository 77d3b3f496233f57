import type { Clock } from '../clock/clock.ts';
import { succeeded } from '../model/job.ts';
import { OutputCapture } from './capture.ts';
import { type Outputs, runJob } from './job.ts';
import type { WrapOptions } from './options.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { beginPipes, type JobPipes } from './pipes.ts';
import { HeldOutput } from './quiet.ts';
import type { RunResult } from './report.ts';
import type { SignalForwarding } from './signals.ts';
import { outputSink } from './sink.ts';

/** The starts of one run: one, and as many more as --retries allows while the job fails. */
export class Attempts {
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

  async run(): Promise<RunResult> {
    const { retries, retryWait } = this.#options;
    const begin = this.#clock.monotonic();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#start();
      const again = attempt <= retries && mayTryAgain(outcome) && !this.#signals.ended;
      if (again) await this.#pause(retryWait);
      if (!again || this.#signals.ended) return this.#result(outcome, attempt, begin);
    }
  }

  /** Until the next start; a signal that asks for an end cuts it short. */
  async #pause(ms: number): Promise<void> {
    const stop = new AbortController();
    this.#signals.onEnd(() => stop.abort());
    await this.#clock.sleep(ms, stop.signal);
  }

  async #start(): Promise<Outcome> {
    const signals = this.#signals;
    const { command, timeout, record } = this.#options;
    const pipes = record ? await beginPipes() : null;
    if (signals.ended) {
      pipes?.release(true);
      return outcomeOf({ kind: 'killed', signal: signals.ended }, false);
    }
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

import type { CapturedOutput } from '../model/job.ts';
import type { Notice, Trouble } from '../model/notice.ts';
import type { RunStory, Surroundings } from '../notify/surroundings.ts';
import { decodeMessage } from '../receiver/decode.ts';
import { jobSchema } from '../receiver/job.ts';
import type { RunHistory } from '../store/run-history.ts';
import type { Store } from '../store/store.ts';
import { outputText } from '../view/message.ts';

/** A notice about more machines than these says nothing of what else is wrong on them. */
const HOSTS = 3;
const RUNS = 3;

/** What the store knows around the troubles of a notice. */
export function surroundingsOf(
  notice: Notice,
  store: Pick<Store, 'runHistory' | 'troubles'>,
  timezone: string | null,
): Surroundings {
  const { troubles } = notice;
  const hosts = [...new Set(troubles.map(({ host }) => host))];
  const others = hosts.length > HOSTS ? [] : store.troubles(hosts);
  const isTold = (other: Pick<Trouble, 'host' | 'plugin' | 'subject'>) =>
    troubles.some(
      ({ host, plugin, subject }) =>
        host === other.host && plugin === other.plugin && subject === other.subject,
    );
  const runs = troubles.slice(0, RUNS).flatMap(({ host, show }) => {
    const history = show === null ? null : store.runHistory(host, show);
    return history ? [[show!, storyOf(history)] as const] : [];
  });
  return { runs: new Map(runs), others: others.filter(other => !isTold(other)), timezone };
}

function storyOf({ run, envelope, goodBefore, lastGood }: RunHistory): RunStory {
  const { command, user, state, exit, signal, elapsed } = run;
  const output = envelope === null ? '' : outputIn(envelope);
  return { command, user, state, exit, signal, elapsed, output, goodBefore, lastGood };
}

/** What it wrote to its error output; where that is nothing, to the other. */
function outputIn(envelope: string): string {
  const decoded = decodeMessage(envelope, { id: '', time: 0 });
  const report = decoded.kind === 'message' ? jobSchema.safeParse(decoded.message.body) : null;
  if (!report?.success) return '';
  const { stderr, stdout } = report.data;
  return textOf(stderr).trim() === '' ? textOf(stdout) : textOf(stderr);
}

const textOf = (output: CapturedOutput | null): string => (output ? outputText(output) : '');

import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import type { JobReport } from '../../model/job.ts';
import { JOB_PLUGIN, type Message } from '../../model/message.ts';
import type { JobRunRow } from '../../store/job-runs.ts';
import type { MessageRow } from '../../store/messages.ts';
import type { StoreReader } from '../../store/reader.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { jobView } from '../../view/jobs.ts';
import { messageView } from '../../view/message.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';
import { messageText, oldRunText } from './show-text.ts';

interface Options {
  host?: string;
  json?: true;
}

/** A message, and what it tells of a run; of an old run that is all there is. */
type Found =
  | { row: MessageRow; message: Message; report: JobReport | null; run: JobRunRow | null }
  | { row: null; run: JobRunRow };

/** What an id names: a run or a message, and the row of its message, which may be kept no more. */
interface Named {
  id: string;
  seq: number;
  host: string;
}

const SHOWN_CANDIDATES = 10;

export function registerShow(program: Command, context: CommandContext): void {
  program
    .command('show')
    .summary('one message whole, with its outputs')
    .description('Shows one message whole: of a run the last word on it, with what it wrote.')
    .argument('<id>', 'id of a run or of a message, or as much of its beginning as only one has')
    .option('--host <host>', 'where several hosts sent the same id')
    .option('--json', 'one JSON object: times in ISO 8601, durations in milliseconds')
    .addHelpText(
      'after',
      `
Examples:
  sheepdog show 1jdkq2v6mk3f9q
  sheepdog show 1jdkq2v6mk3f9q --json | jq -r .body.stderr.head`,
    )
    .action((id: string, options: Options) => showMessage(id, options, context));
}

async function showMessage(id: string, options: Options, context: CommandContext): Promise<void> {
  const decode = await decoder();
  const now = context.clock.now();
  const found: Found = await readStore(context, reader => {
    const named = find(reader, id, options.host ?? null);
    const row = reader.messageBySeq(named.seq);
    if (!row) return { row, run: reader.runById(named.host, named.id)! };
    const { message, report } = decode(row);
    return { row, message, report, run: report && reader.runById(row.host, report.run) };
  });
  if (found.row === null) {
    const view = jobView(found.run, now);
    return context.out(options.json ? `${jsonLine(view)}\n` : oldRunText(view, context.paint));
  }
  const view = messageView(found.row, found.message, found.run, now);
  context.out(options.json ? `${jsonLine(view)}\n` : messageText(view, found.report, context.paint));
}

/** The receiver's own reading of a message; its schemas are loaded for this command alone. */
async function decoder(): Promise<(row: MessageRow) => { message: Message; report: JobReport | null }> {
  const { decodeMessage } = await import('../../receiver/decode.ts');
  const { jobSchema } = await import('../../receiver/job.ts');
  return ({ envelope, id, time }) => {
    const decoded = decodeMessage(envelope, { id, time });
    if (decoded.kind !== 'message') throw new Fault(`message ${id} cannot be read: ${decoded.reason}`);
    const { message } = decoded;
    return { message, report: message.plugin === JOB_PLUGIN ? jobSchema.parse(message.body) : null };
  };
}

const HINT =
  "'sheepdog jobs' lists the runs; of a message that a plugin's receiver took, what it said is kept, and not itself: ask 'sheepdog status --all' or 'sheepdog query'";

/** The one message that an id, or the beginning of one, names: of a run the last that told of it. */
function find(reader: StoreReader, id: string, host: string | null): Named {
  const here = <T extends { host: string }>(rows: T[]) =>
    rows.filter(row => host === null || row.host === host);
  const runs = here(reader.runsByPrefix(id, SHOWN_CANDIDATES));
  const messages = here(reader.messagesByPrefix(id, SHOWN_CANDIDATES));
  const named: Named[] = [
    ...runs.map(({ run, message, host }) => ({ id: run, seq: message, host })),
    ...messages.map(({ id, seq, host }) => ({ id, seq, host })),
  ];
  const exact = named.filter(candidate => candidate.id === id);
  const candidates = exact.length > 0 ? exact : named;
  const [first] = candidates;
  if (!first) throw new Fault(`there is no run or message '${id}'`, HINT);
  if (candidates.some(({ seq }) => seq !== first.seq)) {
    const names = candidates.map(candidate => `${candidate.id} (--host ${candidate.host})`);
    throw new Fault(`'${id}' may be one of several`, `say which: ${names.join(', ')}`);
  }
  return first;
}

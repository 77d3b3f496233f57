import { Command, CommanderError } from 'commander';
import { systemClock } from '../clock/clock.ts';
import { Fault } from '../model/fault.ts';
import { escapeLine } from '../terminal/escape.ts';
import { painter, wantsColour } from '../terminal/paint.ts';
import { registerBackup } from './commands/backup.ts';
import { registerCheck } from './commands/check.ts';
import { tellComplaints } from './commands/complaints.ts';
import { registerCompletion } from './commands/completion.ts';
import type { CommandContext } from './commands/context.ts';
import { registerDeadLetters } from './commands/dead-letters.ts';
import { registerDoc } from './commands/doc.ts';
import { registerEnroll } from './commands/enroll.ts';
import { registerExpect } from './commands/expect.ts';
import { registerForget } from './commands/forget.ts';
import { registerJobs } from './commands/jobs.ts';
import { registerLook } from './commands/look.ts';
import { registerNotify } from './commands/notify.ts';
import { registerOutbox } from './commands/outbox.ts';
import { registerPlugin } from './commands/plugin.ts';
import { registerQuery } from './commands/query.ts';
import { registerRepl } from './commands/repl.ts';
import { registerScheme } from './commands/scheme.ts';
import { registerSend } from './commands/send.ts';
import { registerSetup } from './commands/setup.ts';
import { registerShow } from './commands/show.ts';
import { registerAck, registerSilence, registerUnsilence } from './commands/silence.ts';
import { registerStatus } from './commands/status.ts';
import { registerTry } from './commands/try.ts';
import { registerWhy } from './commands/why.ts';
import { VERSION } from './version.ts';

const VERBS = [
  registerTry,
  registerStatus,
  registerJobs,
  registerShow,
  registerExpect,
  registerWhy,
  registerSilence,
  registerUnsilence,
  registerAck,
  registerCheck,
  registerPlugin,
  registerDoc,
  registerSend,
  registerLook,
  registerNotify,
  registerOutbox,
  registerDeadLetters,
  registerQuery,
  registerRepl,
  registerScheme,
  registerSetup,
  registerEnroll,
  registerForget,
  registerBackup,
  registerCompletion,
];
const FAILED = 2;
const USAGE = 64; // EX_USAGE of sysexits.h

/** What `sheepdog VERB …` does; `argv` is what stands behind the program's name. */
export async function main(argv: string[]): Promise<void> {
  process.stdout.on('error', quitWithReader);
  process.exitCode = await runCommand(argv, {
    env: process.env,
    clock: systemClock,
    paint: painter(wantsColour(process.stdout.isTTY === true, process.env)),
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    stdin: readAll,
  });
}

/** Runs one command and returns its exit status; nothing is thrown. */
export async function runCommand(argv: string[], world: Omit<CommandContext, 'exit'>): Promise<number> {
  let status = 0;
  const context = { ...world, exit: (code: number) => (status = code) };
  try {
    await programFor(context).parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (tellComplaints(error, world)) return status || FAILED;
    if (!(error instanceof Fault)) throw error;
    world.err(`sheepdog: error: ${escapeLine(error.message)}\n`);
    if (error.hint) world.err(`hint: ${escapeLine(error.hint)}\n`);
    return status || FAILED;
  }
  return status;
}

function programFor(context: CommandContext): Command {
  const program = new Command('sheepdog')
    .description(
      'Asks about the herd, and gives orders. A first argument that begins with - wraps a job instead.',
    )
    .usage('VERB …   |   sheepdog [OPTIONS] -e COMMAND   |   sheepdog [OPTIONS] -- PROGRAM ARGUMENTS …')
    .version(VERSION)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: text => context.err(complaint(text)) })
    .addHelpText(
      'after',
      `
A job is wrapped by 'sheepdog run', or by what begins with an option: 'sheepdog run --help' tells all.

Examples:
  sheepdog -e "borg create --stats /backup::{now} /export"
  sheepdog --tag borg-ipfs --timeout 3h -- borg create /backup::x /export/ipfs
  sheepdog jobs --failed --since 2d
  sheepdog status`,
    );
  for (const register of VERBS) register(program, context);
  return program;
}

/** What commander says of a wrong argument, in the form that errors have here. */
function complaint(text: string): string {
  const hint = text.replace(/\n?\(Did you mean (.*)\?\)/s, "\nhint: did you mean '$1'?");
  return hint.replace(/^error: /, 'sheepdog: error: ');
}

/** Somebody who has read enough (`sheepdog jobs | head`) is no error. */
function quitWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

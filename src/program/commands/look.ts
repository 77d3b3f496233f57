import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';

interface Options {
  config?: string;
  stay?: true;
  json?: true;
}

const HOOK_FAILED = 1;

export function registerLook(program: Command, context: CommandContext): void {
  program
    .command('look')
    .summary("root's part of the watch: what only root sees")
    .description(
      'Runs the monitors that need root, and puts what they find into the spool of the daemon, which is no root and leaves them alone meanwhile. It reads no messages, opens no network and stores nothing.',
    )
    .argument('[plugin...]', 'only these; without any those that need root to see all there is')
    .option('-c, --config <file>', 'the configuration, as for sheepdog-daemon')
    .option('--stay', 'go on, and look at each when it is due, until TERM: for a unit')
    .option('--json', 'one JSON object for each plugin')
    .addHelpText(
      'after',
      `
Without --stay it looks once, for a timer that runs at least every two hours. What grows between two looks, as a disk's
errors, is seen by the one that stays.

Exit status: 1 where a monitor failed, whatever the others found; else 0.

Examples:
  sudo sheepdog look
  sudo sheepdog look smart oom
  */15 * * * *  root  sheepdog look        # in /etc/crontab`,
    )
    .action((names: string[], options: Options) => look(names, options, context));
}

async function look(
  names: string[],
  { config, stay, json }: Options,
  context: CommandContext,
): Promise<void> {
  if (process.getuid?.() !== 0) throw new Fault('only root sees what others do not', 'sudo sheepdog look');
  const { RootLook } = await import('../looking.ts');
  const { openLog } = await import('../logging.ts');
  const { env, clock } = context;
  const log = openLog('sheepdog-look', 'info');
  const part = new RootLook({ env, clock, log }, config ?? null, names);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  if (stay) return part.stay(stop.signal);
  const found = await part.once(stop.signal);
  if (found.some(({ trouble }) => trouble !== null)) context.exit(HOOK_FAILED);
  for (const { plugin, service, trouble } of found) {
    const name = service === null ? plugin : `${plugin} ${service}`;
    context.out(
      json
        ? `${jsonLine({ plugin, service, trouble })}\n`
        : `${escapeLine(`${name}: ${trouble ?? 'looked'}`)}\n`,
    );
  }
}

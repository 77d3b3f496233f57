import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { explained } from './open-store.ts';

/** Registers `repl`. */
export function registerRepl(program: Command, context: CommandContext): void {
  program
    .command('repl')
    .summary('a prompt to ask the herd at')
    .description(
      'A Scheme prompt on the store: questions are answered as tables, ,relations shows what can be asked, ,help tells the rest. Ctrl-C stops a question, Ctrl-D leaves.',
    )
    .option(
      '-a, --attach [socket]',
      'speak to the running daemon instead, where plugins can be redefined; default $SHEEPDOG_SOCKET, then its usual place',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  sheepdog repl\n  sheepdog> (run* (host) (hardware host))\n  echo '(machine-load)' | sheepdog repl --attach",
    )
    .action(async ({ attach }: { attach?: string | true }) => {
      if (attach !== undefined) {
        const { runAttached } = await import('../attach/client.ts');
        context.exit(await runAttached(context, attach === true ? null : attach));
        return;
      }
      const { runRepl } = await import('../repl.ts');
      context.exit(await explained(() => runRepl(context)));
    });
}

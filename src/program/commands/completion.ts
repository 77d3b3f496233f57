import { Argument, type Command } from 'commander';
import { type CompletableVerb, completionScript, SHELLS, type Shell } from '../../terminal/completion.ts';
import type { CommandContext } from './context.ts';

export function registerCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .summary('the completion script of a shell')
    .description('Writes what makes a shell complete the verbs of sheepdog and their options.')
    .addArgument(new Argument('<shell>', 'which shell').choices([...SHELLS]))
    .addHelpText(
      'after',
      `
Examples:
  sheepdog completion bash > /etc/bash_completion.d/sheepdog
  sheepdog completion zsh > /usr/local/share/zsh/site-functions/_sheepdog
  sheepdog completion fish > ~/.config/fish/completions/sheepdog.fish`,
    )
    .action(async (shell: Shell) => {
      const { pluginNames } = await import('../plugin-files.ts');
      const plugins = pluginNames(context.env);
      const verbs = program.commands.map(command => completable(command, plugins));
      context.out(completionScript(shell, 'sheepdog', verbs));
    });
}

/** Verbs behind which a plugin may stand. */
const OF_PLUGINS = ['try', 'doc', 'send'];

/** A verb that has verbs of its own (`plugin test`) is completed by those. */
function completable(command: Command, plugins: string[]): CompletableVerb {
  return {
    name: command.name(),
    summary: command.summary() || command.description(),
    options: command.options.map(({ long, short, description, required, optional }) => ({
      flag: long ?? short!,
      description,
      takesValue: required || optional,
    })),
    words: [
      ...command.commands.map(inner => inner.name()),
      ...command.registeredArguments.flatMap(argument => argument.argChoices ?? []),
      ...(OF_PLUGINS.includes(command.name()) ? plugins : []),
    ],
  };
}

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
    .action((shell: Shell) =>
      context.out(completionScript(shell, 'sheepdog', program.commands.map(completable))),
    );
}

/** A verb that has verbs of its own (`plugin test`) is completed by those. */
function completable(command: Command): CompletableVerb {
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
    ],
  };
}

import { historyPath, storePath } from '../platform/paths.ts';
import { runQuestionPrompt } from '../prompt/questions.ts';
import type { CommandContext } from './commands/context.ts';
import { QuestionPlace } from './question-place.ts';

/** `sheepdog repl`: the prompt on the store; the exit status. */
export async function runRepl({ env, paint }: Pick<CommandContext, 'env' | 'paint'>): Promise<number> {
  const place = new QuestionPlace(storePath(env), env, 'prompt');
  try {
    await place.bringInAll();
    const terminal = process.stdin.isTTY === true;
    return await runQuestionPrompt({
      asker: place.asker,
      environment: place.environment,
      paint,
      name: 'sheepdog',
      input: process.stdin,
      output: process.stdout,
      terminal,
      historyFile: terminal ? historyPath(env, 'repl-history') : undefined,
    });
  } finally {
    place.close();
  }
}

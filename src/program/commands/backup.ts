import type { Command } from 'commander';
import { storePath } from '../../platform/paths.ts';
import { jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { explained } from './open-store.ts';

export function registerBackup(program: Command, context: CommandContext): void {
  program
    .command('backup')
    .summary('a copy of the store while it runs')
    .description(
      'Copies the store to a file, as it is at one moment; the daemon goes on meanwhile. A store is put back by stopping the queue daemon and copying the file to its place.',
    )
    .argument('<file>', 'the copy; a file that is there already is not overwritten')
    .option('--json', 'one JSON object: the file and its bytes')
    .addHelpText(
      'after',
      '\nExample:\n  0 3 * * *  sheepdog --tag store-backup -- sheepdog backup /backup/sheepdog-$(date +\\%F).db',
    )
    .action((file: string, { json }: { json?: true }) => backup(file, json === true, context));
}

async function backup(file: string, json: boolean, context: CommandContext): Promise<void> {
  const bytes = await explained(async () => {
    const { backUp } = await import('../../store/backup.ts');
    return backUp(storePath(context.env), file);
  });
  context.out(json ? `${jsonLine({ file, bytes })}\n` : `${file}: ${bytes} bytes\n`);
}

import type { Command } from 'commander';
import type { SubjectName } from '../../model/alert.ts';

/** `HOST [PLUGIN [SUBJECT]]`, as printed; what is left out is any. */
export function subjectArguments(command: Command, host: '<host>' | '[host]'): Command {
  return command
    .argument(host, 'the machine, or a glob')
    .argument('[plugin]', 'the plugin, or a glob; any where it is left out')
    .argument('[subject...]', 'the subject, or a glob; any where it is left out');
}

export function subjectName(host: string, plugin = '*', subject: readonly string[] = []): SubjectName {
  return { host, plugin, subject: subject.join(' ') || '*' };
}

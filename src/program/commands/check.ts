import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Complaint } from '../../form/complaint.ts';
import { count } from '../../model/count.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import type { Dog } from '../dog.ts';
import { tryLive } from './check-live.ts';
import { complaintLines, complaintsIn } from './complaints.ts';
import type { CommandContext } from './context.ts';

interface Options {
  config?: string;
  live?: true;
  json?: true;
}

const WRONG = 1;

export function registerCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .summary('the configuration: all that is wrong with it')
    .description(
      'Loads the configuration and its plugins, and tells all that is wrong with them. Opens no secret and no network.',
    )
    .option(
      '-c, --config <file>',
      'this file; default $SHEEPDOG_CONFIG, then server-config.scm in /etc/sheepdog or ~/.config/sheepdog',
    )
    .option(
      '--live',
      'ask the queue, the notifiers and the alive-queue as well whether they are there and let us in',
    )
    .option('--json', 'one JSON object a line: each complaint, then what the configuration amounts to')
    .addHelpText(
      'after',
      `
Exit status: 1 where there is an error, 0 where there is none, or only a warning.

Examples:
  sheepdog check -c server-config.scm && cp server-config.scm /etc/sheepdog/
  sheepdog check --live`,
    )
    .action((options: Options) => check(options, context));
}

async function check({ config, live, json }: Options, context: CommandContext): Promise<void> {
  const { configurationFile } = await import('../dog.ts');
  const file = configurationFile(context.env, config ?? null);
  const { dog, complaints } = await look(file, context);
  const tell = (complaint: Complaint) =>
    json ? context.out(`${jsonLine(complaintRow(complaint))}\n`) : context.err(complaintLines(complaint));
  for (const complaint of complaints) tell(complaint);
  if (complaints.some(({ severity }) => severity === 'error')) return context.exit(WRONG);
  context.out(json ? `${jsonLine(summaryRow(dog!))}\n` : `${summaryText(dog!)}\n`);
  if (live && !(await tryLive(dog!.herd, json === true, context))) context.exit(WRONG);
}

/** Loads it; a dog there is only where there are no errors. */
async function look(
  file: string | null,
  { env }: CommandContext,
): Promise<{ dog: Dog | null; complaints: Complaint[] }> {
  const { loadDog } = await import('../dog.ts');
  try {
    const dog = loadDog(env, file);
    return { dog, complaints: [...dog.warnings, ...(await relationComplaints(dog))] };
  } catch (error) {
    const complaints = complaintsIn(error);
    if (!complaints) throw error;
    return { dog: null, complaints };
  }
}

/** What the store would refuse of the relations of all plugins taken together. */
async function relationComplaints({ plugins, relations }: Dog): Promise<Complaint[]> {
  const { faultsOf } = await import('../../store/relation/declaration.ts');
  const { CORE_RELATIONS } = await import('../../store/relation/core.ts');
  const declared = plugins.flatMap(file => file.plugins);
  return faultsOf([...CORE_RELATIONS, ...relations]).map(({ plugin, message, hint }) => {
    const place = declared.find(({ name }) => name === plugin)?.place;
    return { severity: 'error', place, message, hint };
  });
}

function complaintRow({ severity, place, message, hint }: Complaint): object {
  const { file = null, line = null, column = null } = place ?? {};
  return { severity, file, line, column, message, hint: hint ?? null };
}

interface Summary {
  file: string | null;
  machines: number;
  services: number;
  rules: number;
  notifiers: number;
}

function summaryRow({ file, herd }: Dog): Summary {
  const watched = herd.machines.length > 0 ? herd.machines : [herd.machine('')];
  return {
    file,
    machines: herd.machines.length,
    services: watched.reduce((sum, machine) => sum + machine.services.length, 0),
    rules: herd.rules.length,
    notifiers: herd.notifiers.length,
  };
}

/** `server-config.scm: 3 machines, 22 services, 1 rule, 1 notifier` */
function summaryText(dog: Dog): string {
  const { file, machines, services, rules, notifiers } = summaryRow(dog);
  const what = [
    machines > 0 ? count(machines, 'machine') : 'no machine named',
    `${count(services, 'service')}${machines > 0 ? '' : ' on each'}`,
    count(rules, 'rule'),
    count(notifiers, 'notifier'),
  ];
  const name = file === null ? 'no configuration, so the defaults hold' : basename(file);
  return `${escapeLine(name)}: ${what.join(', ')}`;
}

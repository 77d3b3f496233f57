import type { Command } from 'commander';
import { count } from '../../model/count.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/finding.ts';
import { hostName } from '../../platform/identity.ts';
import type { Service } from '../../plugin/plugin.ts';
import { escapeLine, escapeLines, jsonLine } from '../../terminal/escape.ts';
import { formatTable } from '../../terminal/table.ts';
import { levelCounts } from '../../view/levels.ts';
import type { GivenOption, Tried } from '../trying.ts';
import { argument } from './arguments.ts';
import type { CommandContext } from './context.ts';

interface Options {
  config?: string;
  option: GivenOption[];
  all?: true;
  facts?: true;
  json?: true;
}

const HOOK_FAILED = 1;

export function registerTry(program: Command, context: CommandContext): void {
  program
    .command('try')
    .summary('monitors and receivers here and now; nothing is stored')
    .description(
      'Runs monitors and receivers on this machine, here and now, and shows what they find. Needs no configuration and no root; stores and sends nothing.',
    )
    .argument('[plugin]', 'only this one: a name, or a file; without it all that is watched by default')
    .option('-c, --config <file>', 'what this configuration watches on this machine, instead of the defaults')
    .option(
      '-o, --option <name=value>',
      'an option of the plugin, as a Scheme expression; may be repeated',
      (text: string, before: GivenOption[]) => [...before, readOption(text)],
      [] as GivenOption[],
    )
    .option('--all', 'what is ok as well; so it is where a plugin is named')
    .option('--facts', 'the facts that would be stored, too')
    .option('--json', 'one JSON object a line: findings, facts, and hooks that failed')
    .addHelpText(
      'after',
      `
Exit status: 1 where a hook failed, whatever the others found; else 0.

Examples:
  sheepdog try
  sheepdog try disk -o "ignore='(\\"/boot\\")" --facts
  sheepdog try ./waiting.scm`,
    )
    .action((name: string | undefined, options: Options) => tryHere(name, options, context));
}

const readOption = argument((text: string): GivenOption => {
  const [, name, value] = /^([^=\s()]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Fault(`'${text}' is no option`, 'write it as NAME=VALUE, the value as in a configuration');
  return [name, value];
});

async function tryHere(name: string | undefined, options: Options, context: CommandContext): Promise<void> {
  const { tryServices } = await import('../trying.ts');
  const services = await servicesFor(name, options, context);
  const host = hostName();
  const tried = await tryServices(services, host, context.clock);
  if (name !== undefined && tried.length === 0)
    throw new Fault(`${name} has no monitor: it takes what others send`, `sheepdog plugin test ${name}`);
  if (tried.some(({ trouble }) => trouble !== null)) context.exit(HOOK_FAILED);
  if (options.json)
    return context.out(
      jsonRows(tried, host)
        .map(row => `${jsonLine(row)}\n`)
        .join(''),
    );
  const found = tried.flatMap(({ plugin, findings }) => findings.map(finding => ({ plugin, finding })));
  const told = options.all || name !== undefined ? found : found.filter(({ finding }) => isNews(finding));
  showFindings(told, host, context);
  if (options.facts) showFacts(tried, context);
  for (const { plugin, trouble } of tried)
    if (trouble !== null) context.err(`${escapeLine(plugin)} failed:\n${escapeLines(trouble)}\n`);
  const hint = told.length < found.length ? '; --all shows the rest' : '';
  context.out(`${summaryOf(tried)}${hint}\n`);
}

async function servicesFor(
  name: string | undefined,
  { config, option }: Options,
  { env }: CommandContext,
): Promise<Service[]> {
  if (name === undefined && option.length > 0)
    throw new Fault('options of which plugin?', 'name it before them');
  if (config !== undefined) {
    if (option.length > 0) throw new Fault('options are in the configuration', 'leave out -o, or -c');
    return configured(config, name, env);
  }
  const { defaultServices, namedPlugins } = await import('../plugin-files.ts');
  if (name === undefined) return defaultServices();
  const { serviceWith } = await import('../trying.ts');
  const { file, plugins } = namedPlugins(env, name);
  if (plugins.length > 1 && option.length > 0)
    throw new Fault(`${name} holds several plugins`, 'options are for one');
  return plugins.map(plugin => serviceWith(file, plugin, option));
}

async function configured(
  config: string,
  name: string | undefined,
  env: CommandContext['env'],
): Promise<Service[]> {
  const { loadDog } = await import('../dog.ts');
  const { services } = loadDog(env, config).herd.machine(hostName());
  const wanted = services.filter(({ plugin }) => name === undefined || plugin.name === name);
  if (wanted.length === 0)
    throw new Fault(`${config} watches ${name === undefined ? 'nothing' : `no '${name}'`} on ${hostName()}`);
  return wanted;
}

function jsonRows(tried: Tried[], host: string): object[] {
  return tried.flatMap(({ plugin, findings, facts, trouble }) => [
    ...findings.map(finding => ({ host, plugin, ...finding })),
    ...facts.map(fact => ({ host, plugin, fact })),
    ...(trouble === null ? [] : [{ host, plugin, trouble }]),
  ]);
}

const isNews = ({ level }: Finding) => level !== 'ok' && level !== 'note';

function showFindings(
  found: { plugin: string; finding: Finding }[],
  host: string,
  { out, paint }: CommandContext,
): void {
  const rows = found.map(({ plugin, finding: { subject, level, text } }) => {
    return [host, plugin, subject, { text: level, style: level }, text];
  });
  if (rows.length > 0) out(`${formatTable(['HOST', 'PLUGIN', 'SUBJECT', 'STATE', ''], rows, paint)}\n`);
}

function showFacts(tried: Tried[], { out }: CommandContext): void {
  const facts = tried.flatMap(each => each.facts);
  if (facts.length > 0) out(`${facts.map(escapeLine).join('\n')}\n\n`);
}

/** `22 plugins, 61 subjects: 59 ok, 1 warn, 1 bark. Not seen: smart` */
function summaryOf(tried: Tried[]): string {
  const levels = tried.flatMap(({ findings }) => findings.map(({ level }) => level));
  const unseen = tried.filter(({ trouble }) => trouble !== null).map(({ plugin }) => plugin);
  const what = `${count(tried.length, 'plugin')}, ${count(levels.length, 'subject')}`;
  const found = levels.length > 0 ? `: ${levelCounts(levels)}` : '';
  return escapeLine(`${what}${found}${unseen.length > 0 ? `. Not seen: ${unseen.join(', ')}` : ''}`);
}

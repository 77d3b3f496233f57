import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import type { Relation } from '../../model/relation.ts';
import type { OptionDescription, PluginDescription } from '../../plugin/describe.ts';
import { escapeLine, escapeLines, jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { referencePage } from './doc-page.ts';

interface Options {
  all?: true;
  json?: true;
}

export function registerDoc(program: Command, context: CommandContext): void {
  program
    .command('doc')
    .summary('what a plugin, a form or a procedure is for')
    .description(
      'Shows what a plugin says of itself: options, relations, examples; or what a form or procedure of the Scheme is for.',
    )
    .argument('[name]', 'a plugin or its file, or a name of the Scheme of plugins and configurations')
    .option('--all', 'all plugins that ship, and all that a monitor can ask: a page in Markdown')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  sheepdog doc disk\n  sheepdog doc machine\n  sheepdog doc above\n  sheepdog doc --all',
    )
    .action((name: string | undefined, options: Options) => tell(name, options, context));
}

async function tell(name: string | undefined, options: Options, context: CommandContext): Promise<void> {
  if (options.all) return showAll(options, context);
  if (name === undefined) throw new Fault('what of?', 'sheepdog doc NAME, or --all');
  return show(name, options, context);
}

async function showAll({ json }: Options, context: CommandContext): Promise<void> {
  const { describePrimitives, describeShipped } = await import('../documentation.ts');
  const plugins = describeShipped();
  if (json) return context.out(plugins.map(plugin => `${jsonLine(plugin)}\n`).join(''));
  context.out(referencePage(plugins, describePrimitives()));
}

async function show(name: string, { json }: Options, context: CommandContext): Promise<void> {
  const { describeName, describeNamedPlugins } = await import('../documentation.ts');
  const plugins = describeNamedPlugins(context.env, name);
  if (plugins) {
    for (const plugin of plugins) context.out(json ? `${jsonLine(plugin)}\n` : pluginText(plugin, context));
    return;
  }
  const found = describeName(name);
  if (!found)
    throw new Fault(
      `nothing is called '${name}'`,
      "'sheepdog plugin list' lists the plugins; forms and procedures are named as they are written",
    );
  if (json) return context.out(`${jsonLine(found)}\n`);
  context.out(`${escapeLines(found.text)}\n`);
  if (found.fields) context.out(`\n${optionsText(found.fields, context)}`);
}

function pluginText(plugin: PluginDescription, context: CommandContext): string {
  const { name, synopsis, file, monitor, receiver, needsRoot, options, relations, examples, procedure } =
    plugin;
  const hooks = [monitor ? 'a monitor on the machine' : '', receiver ? 'a receiver on the server' : ''];
  const parts = [
    `${context.paint('head', escapeLine(name))}: ${escapeLine(synopsis)}\n`,
    `${escapeLine(file)}; ${hooks.filter(Boolean).join(', ') || 'no hooks'}\n`,
    needsRoot === null ? '' : `It needs root ${escapeLine(needsRoot)}: see 'sheepdog look --help'.\n`,
    procedure === null ? '' : `\n${escapeLines(procedure)}\n`,
    `\n(service ${name}-service-type (${name}-configuration FIELD …)), the fields with their types and defaults:\n`,
    optionsText(options, context),
    ...relations.map(relation => `\n${relationText(relation, context)}`),
    examples.length > 0 ? `\nExamples, run by 'sheepdog plugin test ${name}':\n` : '',
    ...examples.map(title => `  ${escapeLine(title)}\n`),
  ];
  return parts.join('');
}

/** As they are declared, the text below: it is not cut, as a table's would be. */
function optionsText(options: OptionDescription[], { paint }: CommandContext): string {
  const lines = options.map(({ name, type, default: value, doc }) => {
    const spec = value === null ? `(${type})` : `(${type} ${value})`;
    return `  (${paint('head', escapeLine(name))} ${escapeLine(spec)})\n      ${escapeLine(doc)}\n`;
  });
  return lines.join('');
}

/** `state (mounted host mount)`, and the columns beyond the head. */
function relationText({ kind, name, key, columns }: Relation, { paint }: CommandContext): string {
  const head = `${kind} (${[name, ...key.map(column => column.name)].join(' ')})`;
  const lines = columns.map(
    ({ name: column, type, doc }) =>
      `  (${paint('head', escapeLine(column))} ${type})\n      ${escapeLine(doc)}\n`,
  );
  return `${escapeLine(head)}\n${lines.join('')}`;
}

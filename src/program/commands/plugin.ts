import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { count } from '../../model/count.ts';
import { errorCode, errorText, Fault } from '../../model/fault.ts';
import type { ExampleResult } from '../../plugin/examples.ts';
import { escapeLine, escapeLines, jsonLine } from '../../terminal/escape.ts';
import type { Style } from '../../terminal/paint.ts';
import { formatTable } from '../../terminal/table.ts';
import type { CommandContext } from './context.ts';
import { newPluginText } from './new-plugin.ts';

interface Options {
  json?: true;
}

const FAILED = 1;

export function registerPlugin(program: Command, context: CommandContext): void {
  const group = program
    .command('plugin')
    .summary('making and reading plugins: new, list, test')
    .description('A plugin is one file: what runs on the machine, and what runs on the server, side by side.')
    .addHelpText(
      'after',
      `
Examples:
  sheepdog plugin new waiting && sheepdog try waiting.scm
  sheepdog plugin test waiting.scm
  sheepdog plugin list`,
    );
  group
    .command('new')
    .description('Writes a small plugin that works, NAME.scm, to begin with.')
    .argument(
      '<name>',
      'what it is called: small letters, digits and hyphens; behind a folder, if not in this one',
    )
    .option('--json', 'say in JSON which file was written')
    .addHelpText('after', '\nExample:\n  sheepdog plugin new waiting')
    .action((name: string, options: Options) => create(name, options, context));
  group
    .command('list')
    .description('Lists the plugins that ship, and your own.')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  sheepdog plugin list')
    .action((options: Options) => list(options, context));
  group
    .command('test')
    .description(
      'Runs the examples of plugins; without a name of all there are. Exits with 1 where one does not give what it should.',
    )
    .argument('[plugin...]', 'names, or files')
    .option('--json', 'one JSON object for each example')
    .addHelpText('after', '\nExamples:\n  sheepdog plugin test disk\n  sheepdog plugin test waiting.scm')
    .action((names: string[], options: Options) => test(names, options, context));
}

function create(path: string, { json }: Options, context: CommandContext): void {
  const name = basename(path, '.scm');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Fault(
      `'${name}' is no name for a plugin`,
      'small letters, digits and single hyphens, as in room-temperature',
    );
  const file = join(dirname(path), `${name}.scm`);
  try {
    writeFileSync(file, newPluginText(name), { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new Fault(`${file} is there already`, 'nothing was written');
    throw new Fault(`cannot write ${file}: ${errorText(error)}`);
  }
  if (json) return context.out(`${jsonLine({ file })}\n`);
  const next = `try it with 'sheepdog try ${file}', run its example with 'sheepdog plugin test ${file}'`;
  context.out(`${escapeLine(`${file}: ${next}`)}\n`);
}

/** `name` is null where the file has errors. */
interface PluginRow {
  name: string | null;
  synopsis: string;
  file: string;
}

async function list({ json }: Options, context: CommandContext): Promise<void> {
  const { allPluginFiles } = await import('../plugin-files.ts');
  const rows = allPluginFiles(context.env).flatMap(({ file, plugins, complaints }): PluginRow[] => {
    const wrong = complaints.filter(({ severity }) => severity === 'error').length;
    if (wrong > 0)
      return [{ name: null, synopsis: `${count(wrong, 'error')}: sheepdog plugin test ${file}`, file }];
    return plugins.map(({ name, synopsis }) => ({ name, synopsis, file }));
  });
  if (json) return context.out(rows.map(row => `${jsonLine(row)}\n`).join(''));
  const cells = rows.map(({ name, synopsis, file }) => [name ?? '-', synopsis, file]);
  context.out(formatTable(['PLUGIN', 'SYNOPSIS', 'FILE'], cells, context.paint));
}

async function test(names: string[], { json }: Options, context: CommandContext): Promise<void> {
  const { namedPlugins, pluginNames } = await import('../plugin-files.ts');
  const { runExamples } = await import('../../plugin/examples.ts');
  const wanted = names.length > 0 ? names : pluginNames(context.env);
  const plugins = wanted.flatMap(name => namedPlugins(context.env, name).plugins);
  const results = plugins.flatMap(plugin =>
    runExamples(plugin).map(result => ({ plugin: plugin.name, ...result })),
  );
  const failed = results.filter(({ passed }) => !passed).length;
  context.exit(failed > 0 ? FAILED : 0);
  if (json) return context.out(results.map(result => `${jsonLine(result)}\n`).join(''));
  for (const result of results) context.out(resultText(result, context));
  for (const { name } of plugins.filter(({ examples }) => examples.length === 0))
    context.out(`${name} has no examples\n`);
  if (results.length > 1) context.out(`${count(results.length, 'example')}: ${failed} failed\n`);
}

const SIGN = { same: ' ', expected: '-', got: '+' };
const STYLE: Record<keyof typeof SIGN, Style> = { same: 'plain', expected: 'bark', got: 'ok' };

/** A line for what passes; for what does not, the place, and line by line what should have come and what came. */
function resultText(result: ExampleResult & { plugin: string }, { paint }: CommandContext): string {
  const { plugin, title, place, passed, effects, error } = result;
  const name = escapeLine(`${plugin}: ${title}`);
  if (passed) return `${paint('ok', 'PASS')} ${name}\n`;
  const where = place ? `${escapeLine(place.file)}:${place.line}:${place.column}: ` : '';
  const head = `${where}${paint('bark', 'FAIL')} ${name}`;
  if (error !== null) return `${head}\n${indented(escapeLines(error))}`;
  const lines = effects.map(({ how, effect }) => paint(STYLE[how], escapeLine(`${SIGN[how]} ${effect}`)));
  return `${head} (- expected, + got)\n${indented(lines.join('\n'))}`;
}

const indented = (text: string) => `${text.replace(/^/gm, '  ')}\n`;

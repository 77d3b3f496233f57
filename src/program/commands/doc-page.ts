import type { Relation } from '../../model/relation.ts';
import type { OptionDescription, PluginDescription } from '../../plugin/describe.ts';

/** A primitive that a monitor hook can call. */
export interface PrimitiveDescription {
  signature: string;
  doc: string;
  returns: string;
}

/** The page of all plugins that ship, and of what a monitor hook can ask, in Markdown. */
export function referencePage(plugins: PluginDescription[], primitives: PrimitiveDescription[]): string {
  const [asked, base] = [plugins.filter(needsOptions), plugins.filter(plugin => !needsOptions(plugin))];
  return [
    '# Plugins that ship, and what a monitor can ask',
    'This page is made from the plugins themselves: `sheepdog doc --all`.',
    `## Watched by default\n\nThese are in \`%base-services\`: ${links(base)}.`,
    ...base.map(pluginSection),
    `## Watched where it is asked for\n\nThese must be told what to look at: ${links(asked)}.`,
    ...asked.map(pluginSection),
    '## What a monitor can ask of its machine\n\nWhat is not there, or not for us to see, is `#f`: none of these fails because of it.',
    ...primitives.map(
      ({ signature, doc, returns }) => `- \`${signature}\`: ${doc} Returns ${plain(returns)}.`,
    ),
  ]
    .join('\n\n')
    .replace(/^(- .*)\n\n(?=- )/gm, '$1\n')
    .concat('\n');
}

const needsOptions = ({ options }: PluginDescription) => options.some(option => option.default === null);
const links = (plugins: PluginDescription[]) => plugins.map(({ name }) => `[${name}](#${name})`).join(', ');

function pluginSection(plugin: PluginDescription): string {
  const { name, synopsis, needsRoot, options, relations, examples } = plugin;
  const parts = [
    `### ${name}`,
    `${plain(synopsis)}. [plugins/${name}.scm](../plugins/${name}.scm)`,
    needsRoot === null ? '' : `Needs root ${plain(needsRoot)}.`,
    table(['option', 'type', 'default', ''], options.map(optionRow)),
    ...relations.map(relationText),
    examples.length > 0 ? `Examples: ${examples.map(plain).join('; ')}.` : '',
  ];
  return parts.filter(Boolean).join('\n\n');
}

const optionRow = ({ name, type, default: value, doc }: OptionDescription) => [
  `\`${name}\``,
  type,
  value === null ? 'must be given' : `\`${value}\``,
  plain(doc),
];

function relationText({ kind, name, key, columns }: Relation): string {
  const head = `\`${kind} (${[name, ...key.map(column => column.name)].join(' ')})\``;
  const rows = columns.map(column => [`\`${column.name}\``, column.type, plain(column.doc)]);
  return rows.length > 0 ? `${head}\n\n${table(['column', 'type', ''], rows)}` : head;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that Markdown leaves alone. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_|<>[\]]/g, '\\$&')
    .trim();

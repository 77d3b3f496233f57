// `node tools/manual.mjs FOLDER`: the manual pages, from what the programs say to --help and from docs/. A page is made as
// Markdown first, so that both kinds go the same way.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import remarkGfm from 'remark-gfm';
import remarkMan from 'remark-man';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const fenced = text => `\`\`\`\n${text}\n\`\`\``;
const escaped = text => text.replace(/[\\`*_<>[\]#]/g, '\\$&');

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const released = readFileSync('NEWS', 'utf8').match(/^## \S+, (\S+)$/m)[1];
const folder = process.argv[2] ?? 'man';

mkdirSync(folder, { recursive: true });
writePage('sheepdog', 1, helpPage('sheepdog', ['sheepdog', '--help']));
writePage('sheepdog-run', 1, helpPage('sheepdog-run', ['sheepdog', 'run', '--help']));
for (const verb of verbs())
  writePage(`sheepdog-${verb}`, 1, helpPage(`sheepdog-${verb}`, ['sheepdog', verb, '--help']));
for (const daemon of ['sheepdog-daemon', 'sheepdog-queue-daemon'])
  writePage(daemon, 8, helpPage(daemon, [daemon, '--help']));
for (const file of readdirSync('docs').filter(name => name.endsWith('.md')))
  writePage(`sheepdog-${basename(file, '.md')}`, 7, docsPage(file));

function writePage(name, section, { synopsis, markdown }) {
  const page = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkMan, {
      name,
      section,
      description: synopsis,
      version: `sheepdog ${version}`,
      manual: 'Sheepdog',
      date: released,
    })
    .processSync(markdown);
  writeFileSync(join(folder, `${name}.${section}`), String(page));
}

function help([program, ...words]) {
  return execFileSync(process.execPath, [`dist/${program}.cjs`, ...words], { encoding: 'utf8' });
}

/** The verbs that sheepdog tells of, but for the wrapper, which has a help of its own. */
function verbs() {
  const listed = help(['sheepdog', '--help'])
    .split(/^Commands:$/m)[1]
    .split(/^$/m)[0];
  return [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, verb]) => verb).filter(verb => verb !== 'run');
}

/** A page as Markdown: what stands without an indent is a heading or a paragraph, what is indented a list or an example. */
function helpPage(name, command) {
  const blocks = help(command)
    .trimEnd()
    .split(/\n{2,}/);
  const [usage, ...rest] = blocks;
  const text = rest.find(block => !/^\s|^[^\n]*:?\n {2}/.test(block)) ?? name;
  const synopsis = text
    .replaceAll('\n', ' ')
    .split(/(?<=\.) /)[0]
    .replace(/\.$/, '');
  const sections = rest.map(sectionOf).join('\n\n');
  return {
    synopsis,
    markdown: `## Synopsis\n\n${fenced(usage.replace(/^Usage: /, '').replace(/^ {7}/gm, ''))}\n\n## Description\n\n${sections}\n`,
  };
}

function sectionOf(block) {
  const [head, ...lines] = block.split('\n');
  if (!lines.some(line => line.startsWith('  '))) return escaped(block);
  const title = head.replace(/:$/, '');
  const body = lines.join('\n');
  return `## ${title}\n\n${/^Examples?$/.test(title) ? fenced(body) : definitions(lines)}`;
}

/** Lines of a term, two blanks or more, and what it means; deeper lines go on with it. */
function definitions(lines) {
  const items = [];
  for (const line of lines) {
    const found = /^ {2,6}(\S.*?)(?: {2,}(\S.*))?$/.exec(line);
    if (found && !/^ {8}/.test(line)) items.push([found[1], found[2] ?? '']);
    else if (items.length > 0) items.at(-1)[1] += ` ${line.trim()}`;
  }
  return items.map(([term, meaning]) => `* \`${term}\`: ${escaped(meaning.trim())}`).join('\n');
}

function docsPage(file) {
  const [title, ...rest] = readFileSync(join('docs', file), 'utf8').split('\n');
  return { synopsis: title.replace(/^# /, ''), markdown: rest.join('\n') };
}

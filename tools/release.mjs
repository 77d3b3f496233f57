// `npm run release [FOLDER]`: sheepdog-VERSION.tgz and its SHA-256; with --built, of what stands in dist/ already. It holds what was built, and what SQLite's addon is compiled
// from; it installs without a network, and the Guix package consumes it. The same sources give the same bytes: npm sorts
// the files and sets their times; V8's code caches, which differ each time, are made where it is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const ADDON = 'better-sqlite3';
/** What npm would run to download a binary that somebody else has built. */
const DOWNLOADER = 'prebuild-install';

/** Caches are made where it is installed; of a channel, people take the checkout. */
const isReleased = path => !path.endsWith('.cache') && path !== 'dist/bundled.json';
const isSource = (root, path) =>
  path !== join(root, 'build') && !(path !== root && basename(path) === 'node_modules');

const manifest = readJson('package.json');
const [folder = '.'] = process.argv.slice(2).filter(word => !word.startsWith('-'));

if (!process.argv.includes('--built'))
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
const stage = mkdtempSync(join(tmpdir(), 'sheepdog-release-'));
try {
  for (const name of manifest.files)
    if (existsSync(name)) cpSync(name, join(stage, name), { recursive: true, filter: isReleased });
  writeManual();
  writeNotices(join(stage, 'dist/NOTICES'));
  const bundled = bundleClosure(ADDON, join(stage, 'node_modules'));
  writeJson(join(stage, 'package.json'), releasedManifest(bundled));
  mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', stage, '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
    }),
  );
  const sum = createHash('sha256')
    .update(readFileSync(join(folder, filename)))
    .digest('hex');
  writeFileSync(join(folder, `${filename}.sha256`), `${sum}  ${filename}\n`);
  console.log(`${filename}\n${sum}`);
} finally {
  rmSync(stage, { recursive: true });
}

/** The manual pages, and the completion of each shell. */
function writeManual() {
  execFileSync(process.execPath, ['tools/manual.mjs', join(stage, 'man')], { stdio: 'inherit' });
  mkdirSync(join(stage, 'completions'));
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(
      join(stage, 'completions', `sheepdog.${shell}`),
      execFileSync(process.execPath, ['dist/sheepdog.cjs', 'completion', shell]),
    );
}

/** The licences of what is bundled into dist/, whose authors ask that they go with it. */
function writeNotices(file) {
  const inputs = Object.keys(readJson('dist/bundled.json'));
  const names = new Set(inputs.flatMap(path => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const notices = [...names].sort().map(name => {
    const { folder: source, manifest: found } = packageOf(name);
    const licence = readdirSync(source).find(each => /^licen[cs]e/i.test(each));
    const text = licence ? readFileSync(join(source, licence), 'utf8') : `${found.license}`;
    return `${name} ${found.version}\n\n${text.trim()}\n`;
  });
  writeFileSync(file, notices.join(`\n${'-'.repeat(80)}\n\n`));
}

/** What the released package says of itself: all but SQLite's addon is within dist/ already. */
function releasedManifest(bundled) {
  const { name, version, description, license, type, engines, bin, files } = manifest;
  return {
    ...{ name, version, description, license, type, engines, bin },
    files: [...files, 'completions', 'man'],
    man: readdirSync(join(stage, 'man'))
      .sort()
      .map(page => `man/${page}`), // npm puts them where man(1) looks
    scripts: { postinstall: 'node dist/warm.cjs' },
    optionalDependencies: { [ADDON]: bundled.get(ADDON) },
    bundleDependencies: [...bundled.keys()],
  };
}

/** Copies a package and all it needs, as sources, and returns their exact versions by name. */
function bundleClosure(name, target, versions = new Map()) {
  if (versions.has(name)) return versions;
  const { folder: source, manifest: found } = packageOf(name);
  versions.set(name, found.version);
  cpSync(source, join(target, name), { recursive: true, filter: path => isSource(source, path) });
  const { [DOWNLOADER]: _, ...needed } = found.dependencies ?? {};
  const scripts = found.scripts?.install ? { install: 'node-gyp rebuild --release' } : {};
  const { name: title, version, description, license, author, repository, main, engines } = found;
  writeJson(join(target, name, 'package.json'), {
    ...{ name: title, version, description, license, author, repository, main, engines },
    dependencies: needed,
    scripts,
  });
  for (const each of Object.keys(needed)) bundleClosure(each, target, versions);
  return versions;
}

function packageOf(name) {
  let at = dirname(createRequire(join(process.cwd(), 'package.json')).resolve(name));
  while (!existsSync(join(at, 'package.json')) || readJson(join(at, 'package.json')).name !== name)
    at = dirname(at);
  return { folder: at, manifest: readJson(join(at, 'package.json')) };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

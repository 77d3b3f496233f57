import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle } from '../../tools/bundle.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

/** What the sheepdog of tomorrow has otherwise than ours: a newer envelope, and a store that took one step more. */
const CHANGES: Record<string, [today: string, tomorrow: string]> = {
  'src/model/message.ts': ['MESSAGE_VERSION = 1;', 'MESSAGE_VERSION = 2;'],
  'src/store/schema.ts': [',\n];', ',\n"ALTER TABLE host ADD COLUMN tomorrow TEXT"];'],
};

/**
 * Builds the sheepdog of tomorrow from our sources into the folder.
 * @returns its dist/
 */
export async function buildTomorrow(folder: string): Promise<string> {
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  for (const name of ['scheme', 'plugins', 'node_modules', 'package.json'])
    symlinkSync(join(ROOT, name), join(folder, name));
  for (const name of readdirSync(join(ROOT, 'dist')).filter(name => /^scheme-.*\.js$/.test(name)))
    cpSync(join(ROOT, 'dist', name), join(dist, name));
  await bundle(dist, [changes]);
  return dist;
}

const changes: Plugin = {
  name: 'changes',
  setup(build) {
    for (const [file, [today, tomorrow]] of Object.entries(CHANGES))
      build.onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(today)) throw new Error(`${file} has no '${today}' any more`);
        return { contents: source.replace(today, tomorrow), loader: 'ts' };
      });
  },
};

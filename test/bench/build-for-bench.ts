import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/**
 * Builds a module as it would be built for dist/: tsx makes each function that is made keep its name, which took a tenth
 * of the time of receiving a message, and more of a search.
 */
export async function buildForBench(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    minifySyntax: true,
    plugins: [whereItWas()],
  });
}

// In parts: this file may be bundled by itself.
const META = ['import', 'meta'].join('.');

/** Where a module is, as its source says, though it is bundled elsewhere. */
function whereItWas(): Plugin {
  return {
    name: 'where-it-was',
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/](src|test)[\\/].*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8')
          .replaceAll(`${META}.dirname`, JSON.stringify(dirname(path)))
          .replaceAll(`${META}.url`, JSON.stringify(pathToFileURL(path).href)),
        loader: 'ts',
      })),
  };
}

// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: compiles the language of plugins, or
// that of configurations, into a file (`text`), or keeps V8's code cache of that file (`cache`).
import { writeFileSync } from 'node:fs';
import { pluginLanguage, pluginLayer } from '../plugin/language.ts';
import { fill, makeEnvironment, snapshotOf } from '../scheme/index.ts';
import { herdLayer } from './language.ts';

const [, , what, name, file] = process.argv;
const layer =
  name === 'herd' ? pluginLayer() : herdLayer(makeEnvironment('scheme/herd', pluginLanguage()), []);
if (what === 'text') writeFileSync(file!, snapshotOf({ ...layer, snapshot: undefined }));
else writeFileSync(`${file}.cache`, fill({ ...layer, snapshot: file! })!.createCachedData());

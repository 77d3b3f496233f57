// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: `write-snapshot.cjs herd|configuration
// FILE` compiles the language of plugins, or that of configurations, into a file.
import { writeFileSync } from 'node:fs';
import { pluginLanguage, pluginLayer } from '../plugin/language.ts';
import { makeEnvironment, snapshotOf } from '../scheme/index.ts';
import { herdLayer } from './language.ts';

const [, , name, file] = process.argv;
const layer =
  name === 'herd' ? pluginLayer() : herdLayer(makeEnvironment('scheme/herd', pluginLanguage()), []);
writeFileSync(file!, snapshotOf({ ...layer, snapshot: undefined }));

// Run by the build, as src/scheme/host/write-snapshot.ts is for the base library: `write-snapshot.cjs herd|configuration
// FILE` compiles the language of plugins, or that of configurations, into a file; `plugins FOLDER` those that ship.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pluginLanguage, pluginLayer } from '../plugin/language.ts';
import { type Layer, makeEnvironment, snapshotOf } from '../scheme/index.ts';
import { herdLayer, keepShipped } from './language.ts';

const [, , name, place] = process.argv;
const keep = (layer: Layer) => writeFileSync(place!, snapshotOf({ ...layer, snapshot: undefined }));
if (name === 'herd') keep(pluginLayer());
if (name === 'configuration') keep(herdLayer(makeEnvironment('scheme/herd', pluginLanguage()), []));
if (name === 'plugins') {
  mkdirSync(place!);
  keepShipped(place!);
}

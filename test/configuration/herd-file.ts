import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { type LoadedHerd, loadHerd } from '../../src/configuration/load-herd.ts';
import { complaintText } from '../../src/form/complaint.ts';
import type { Place } from '../../src/scheme/index.ts';
import { testDirectory } from '../support/directory.ts';

const language = makeConfigurationLanguage();

/** Loads a configuration `h.scm` with these plugins beside it, each in a file of its name. */
export function loadText(text: string, plugins: Record<string, string> = {}): LoadedHerd {
  const folder = testDirectory();
  mkdirSync(join(folder, 'plugins'));
  for (const [name, plugin] of Object.entries(plugins))
    writeFileSync(join(folder, 'plugins', `${name}.scm`), plugin);
  writeFileSync(join(folder, 'h.scm'), text);
  const loaded = loadHerd(join(folder, 'h.scm'), language, []);
  const shorter = (path: string) => path.replaceAll(`${folder}/`, '');
  for (const complaint of loaded.complaints) {
    complaint.message = shorter(complaint.message);
    if (complaint.hint) complaint.hint = shorter(complaint.hint.replaceAll(folder, '.'));
    if (complaint.place) complaint.place = placedIn(shorter(complaint.place.file), complaint.place);
  }
  return loaded;
}

/** What is said of such a configuration, in GNU form, the folder left out. */
export const said = (text: string, plugins: Record<string, string> = {}): string[] =>
  loadText(text, plugins).complaints.map(complaintText);

const placedIn = (file: string, { line, column }: Place): Place => ({ file, line, column });

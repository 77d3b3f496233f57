import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { loadHerd } from '../../src/configuration/load-herd.ts';
import { complaintText } from '../../src/form/complaint.ts';
import type { Service } from '../../src/plugin/plugin.ts';
import { testDirectory } from '../support/directory.ts';

const language = makeConfigurationLanguage();

/** The services of a herd file of this text, with these plugins beside it. */
export function servicesOf(text: string, plugins: Record<string, string>): Service[] {
  const folder = testDirectory();
  for (const [name, plugin] of Object.entries(plugins)) writeFileSync(join(folder, `${name}.scm`), plugin);
  writeFileSync(join(folder, 'h.scm'), `(use-plugins ${Object.keys(plugins).join(' ')})\n${text}`);
  const { herd, complaints } = loadHerd(join(folder, 'h.scm'), language, []);
  if (!herd) throw new Error(complaints.map(complaintText).join('\n'));
  return herd.machine('any').services;
}

/** The service of one plugin with its default options. */
export const serviceOf = (plugin: string): Service =>
  servicesOf('(herd (services (list (service p-service-type))))', { p: plugin })[0]!;

/** The service of a plugin that ships, with these options and the defaults of the others. */
export const shippedService = (name: string, options = ''): Service =>
  servicesOf(
    `(herd (services (list (service ${name}-service-type (${name}-configuration ${options})))))`,
    {},
  )[0]!;

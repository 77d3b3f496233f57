import { describe, expect, it } from 'vitest';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { describePlugin } from '../../src/plugin/describe.ts';
import { runExamples } from '../../src/plugin/examples.ts';

const { shipped, baseServices } = makeConfigurationLanguage();
const PLUGINS = shipped.flatMap(file => file.plugins.map(plugin => ({ name: plugin.name, file, plugin })));

/** Limits that somebody else's experience stands behind: the documentation says whose, or why it is as it is. */
const isLimit = (option: string) => /^(warn|bark|hold|recent|wear)\b/.test(option);

describe.each(PLUGINS)('the plugin $name', ({ file, plugin }) => {
  it('has examples, and gives what they say', () => {
    const results = runExamples(plugin);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('says what it is for, in a line that fits a table, and what each of its options and columns means', () => {
    const { synopsis, options, relations } = describePlugin(file, plugin);
    expect(synopsis).toMatch(/^[A-Z].{10,100}$/);
    for (const { name, doc } of options) expect(`${name}: ${doc}`).toMatch(/: [A-Z(].*[.:?)]$/s);
    for (const { columns } of relations)
      for (const { name, doc } of columns) expect(`${name}: ${doc}`).toMatch(/: \S.{3,}/);
  });

  it('says of its limits more than that they are limits', () => {
    const limits = describePlugin(file, plugin).options.filter(option => isLimit(option.name));
    for (const { name, doc } of limits.filter(option => option.default !== null && option.default !== '#f'))
      expect(`${name}: ${doc}`).toMatch(/: .{30,}/);
  });
});

describe('what is watched by default', () => {
  it('is all that needs to be told nothing', () => {
    const names = baseServices.map(({ plugin }) => plugin.name);
    for (const name of ['hardware', 'disk', 'memory', 'raid', 'smart', 'reboot', 'ports', 'job'])
      expect(names).toContain(name);
    for (const name of ['web', 'tcp', 'dns', 'certificates', 'file-age', 'borg'])
      expect(names).not.toContain(name);
  });

  it('has relations that share no name', () => {
    const names = PLUGINS.flatMap(({ plugin }) => plugin.relations.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});

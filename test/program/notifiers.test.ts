import { expect, it } from 'vitest';
import { silentLog } from '../../src/model/log.ts';
import type { Dog } from '../../src/program/dog.ts';
import { Kennel } from '../../src/program/kennel.ts';
import { notifiersOf } from '../../src/program/notifiers.ts';
import { settings } from '../support/notices.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { until } from '../support/waiting.ts';

const named = (...names: string[]) =>
  ({
    warnings: [],
    herd: { notifiers: names.map(name => settings('log', { level: 'warn' }, { name })) },
  }) as unknown as Dog;

it('are those of the configuration in force, and not of one that was refused', async () => {
  let next = named('one');
  const kennel = new Kennel(() => next, silentLog);
  const notifiers = await notifiersOf({ clock: new VirtualClock(0), log: silentLog, dog: () => kennel.dog });
  const names = () => notifiers().map(({ settings: { name } }) => name);
  let isRefused = true;
  kennel.onReload(() => {
    if (isRefused) throw new Error('the store cannot');
  });
  next = named('two');
  kennel.reload();
  for (let i = 0; i < 3; i++, await new Promise(setImmediate)) expect(names()).toEqual(['one']);
  isRefused = false;
  kennel.reload();
  await until(() => names()[0] === 'two', 'the new notifiers');
  next = named();
  kennel.reload();
  await until(() => names()[0] === 'log', 'the log, where nobody is named');
});

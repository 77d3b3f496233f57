import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePlace } from '../../src/wrap/place.ts';
import { testDirectory } from '../support/directory.ts';

describe('where the messages of a run go', () => {
  const home = () => {
    const directory = testDirectory();
    mkdirSync(join(directory, 'spool'));
    return {
      SHEEPDOG_SPOOL: join(directory, 'spool'),
      XDG_CONFIG_HOME: directory,
      XDG_STATE_HOME: directory,
    };
  };

  it('stay in the spool where no queue is', () => {
    const env = home();
    expect(choosePlace(null, { ...env, SHEEPDOG_QUEUE: '' })).toEqual({
      spool: env.SHEEPDOG_SPOOL,
      destination: null,
      leaves: false,
    });
  });

  it('go to the configured queue, however -H spells it', () => {
    const env = { ...home(), SHEEPDOG_QUEUE: 'reporthost' };
    const configured = { spool: env.SHEEPDOG_SPOOL, destination: null, leaves: true };
    expect(choosePlace(null, env)).toEqual(configured);
    expect(choosePlace('redis://reporthost:6379', env)).toEqual(configured);
  });

  it('go to another queue that -H names', () => {
    const env = { ...home(), SHEEPDOG_QUEUE: 'reporthost' };
    expect(choosePlace('redis://localhost:645', env)).toEqual({
      spool: env.SHEEPDOG_SPOOL,
      destination: 'redis://localhost:645',
      leaves: true,
    });
  });

  it('leave a configuration that makes no sense to the sender', () => {
    const env = { ...home(), SHEEPDOG_QUEUE: 'http://nonsense/' };
    expect(choosePlace(null, env)).toMatchObject({ destination: null, leaves: true });
  });
});

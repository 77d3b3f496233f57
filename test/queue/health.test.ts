import { describe, expect, it } from 'vitest';
import { concernsOf } from '../../src/queue/redis/health.ts';

const GOOD = { cluster: false, appendonly: 'yes', maxmemory: '0', policy: 'noeviction' };

describe('how a Redis is set up', () => {
  it.each([
    { what: 'as it should be', redis: GOOD, levels: [] },
    { what: 'without append-only file', redis: { ...GOOD, appendonly: 'no' }, levels: ['warn'] },
    { what: 'evicting, but with no limit', redis: { ...GOOD, policy: 'allkeys-lru' }, levels: ['warn'] },
    { what: 'evicting', redis: { ...GOOD, policy: 'allkeys-lru', maxmemory: '1000000' }, levels: ['error'] },
    { what: 'a cluster', redis: { ...GOOD, cluster: true }, levels: ['error'] },
  ])('$what', ({ redis, levels }) => {
    expect(concernsOf(redis).map(concern => concern.level)).toEqual(levels);
  });
});

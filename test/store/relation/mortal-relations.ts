import { relation } from './facts.ts';

/** What the store has before the migration, and is to have after it. */
export const OLD = [
  relation('state', 'disk', 'host mount', 'size:integer'),
  relation('metric', 'used', 'host', 'bytes:integer'),
];
export const NEW = [
  relation('state', 'disk', 'host mount', 'size:number kind:text', { indexes: [['kind', 'size']] }),
  relation('metric', 'used', 'host', 'bytes:number inodes:integer'),
  relation('event', 'oom', 'host', ''),
];

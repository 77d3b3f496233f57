import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ANY, type NamedEffect } from '../../../src/model/effect.ts';
import { openForWriting } from '../../../src/store/database.ts';
import { fact, relation, snapshot } from './facts.ts';
import { RelationStore } from './herd.ts';

const STATE = relation('state', 's', 'host k', 'v:integer text:text~');

/** One thing told, and what happens to the batch it is told in. */
interface Step {
  time: number;
  key: number;
  value: number | null;
  text: string;
  how: 'fact' | 'retract' | 'snapshot' | 'elsewhere';
  fate: 'stored' | 'failed';
}

const step = fc.record<Step>({
  time: fc.nat(20),
  key: fc.nat(1),
  value: fc.option(fc.nat(1)),
  text: fc.constantFrom('a', 'b'),
  how: fc.constantFrom('fact', 'fact', 'fact', 'retract', 'snapshot', 'elsewhere'),
  fate: fc.constantFrom('stored', 'stored', 'stored', 'failed'),
});

it('what a writer remembers of a state makes no difference to the history, whatever fails or is written by others', () => {
  const [remembering, forgetful] = [new RelationStore(STATE), new RelationStore(STATE)];
  const stores = [remembering, forgetful];
  const others = stores.map(({ path }) => openForWriting(path, 0));
  for (const { db } of stores) db.pragma('synchronous = OFF');
  const rows = (store: RelationStore) => store.table('relation:s', 'k, v, text, since, until', 'k, since, v');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), steps => {
      for (const other of others) other.exec('DELETE FROM "relation:s"');
      for (const next of steps) {
        forgetful.open(STATE);
        stores.forEach((store, i) => {
          if (next.how === 'elsewhere')
            others[i]!.exec(`UPDATE "relation:s" SET until = since + 50 WHERE k = 'k0'`);
          else tell(store, next);
        });
        expect(rows(remembering)).toEqual(rows(forgetful));
      }
    }),
    { numRuns: 200 },
  );
  for (const other of others) other.close();
});

it('two keys that NUL makes look alike are two', () => {
  const store = new RelationStore(relation('state', 's', 'host a b', 'v:integer'));
  store.tell(1, [fact('s', 'tux01', 'x\0y', 'z', 1), fact('s', 'tux01', 'x', 'y\0z', 2)]);
  store.tell(2, [fact('s', 'tux01', 'x\0y', 'z', 3)]);
  expect(store.table('relation:s', 'v, until', 'v')).toEqual([
    [1, 2],
    [2, 'forever'],
    [3, 'forever'],
  ]);
});

function tell(store: RelationStore, { time, key, value, text, how, fate }: Step): void {
  const telling = { host: 'tux01', plugin: 'test', time, received: 30, belated: false };
  const told = ['tux01', `k${key}`, value, text];
  const effects: Record<string, NamedEffect> = {
    fact: fact('s', ...told),
    retract: { kind: 'retract', relation: 's', pattern: ['tux01', `k${key}`, ANY] },
    snapshot: snapshot('s', told),
  };
  const batch = () => {
    store.relations.apply([effects[how]!], telling);
    if (fate === 'failed') throw new Error('no room');
  };
  if (fate === 'failed') expect(() => store.relations.transaction(batch)).toThrow('no room');
  else store.relations.transaction(batch);
}

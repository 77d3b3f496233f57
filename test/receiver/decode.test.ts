import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledSchema } from '../../src/receiver/compiled-schema.ts';
import { decodeMessage } from '../../src/receiver/decode.ts';
import { effectOf } from '../../src/receiver/effects.ts';
import { jobSchema } from '../../src/receiver/job.ts';

const FALLBACK = { id: 'fallback', time: 1234 };
const decode = (value: unknown) => decodeMessage(JSON.stringify(value), FALLBACK);
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('an envelope', () => {
  it('needs a version, a plugin and a body; the rest has a default', () => {
    expect(decode({ version: 1, plugin: 'nfs', body: null })).toEqual({
      kind: 'message',
      message: {
        version: 1,
        id: 'fallback',
        time: 1234,
        plugin: 'nfs',
        body: null,
        machine: null,
        boot: null,
        hash: null,
      },
    });
  });

  it.each([
    { what: 'not JSON', value: undefined, reason: /not JSON/ },
    { what: 'a list', value: [], reason: /expected object/i },
    { what: 'null', value: null, reason: /expected object/i },
    { what: 'no version', value: { plugin: 'a', body: 1 }, reason: /version/ },
    { what: 'a version of the wrong type', value: { version: '1', plugin: 'a', body: 1 }, reason: /version/ },
    {
      what: 'an older version than the first',
      value: { version: 0, plugin: 'a', body: 1 },
      reason: /version/,
    },
    { what: 'no body', value: { version: 1, plugin: 'a' }, reason: /^body:/ },
    {
      what: 'a plugin that is no name',
      value: { version: 1, plugin: '"; DROP TABLE message; --', body: 1 },
      reason: /plugin/,
    },
    {
      what: 'an id with a line in it',
      value: { version: 1, plugin: 'a', id: 'a\nb', body: 1 },
      reason: /id/,
    },
    {
      what: 'a time that is no whole number',
      value: { version: 1, plugin: 'a', time: 1.5, body: 1 },
      reason: /time/,
    },
    {
      what: 'a body that is too deep',
      value: { version: 1, plugin: 'a', body: nested(65) },
      reason: /nested deeper than 64/,
    },
  ])('is refused with $what', ({ value, reason }) => {
    const decoded = decodeMessage(value === undefined ? '{' : JSON.stringify(value), FALLBACK);
    expect(decoded).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  it('may be as deep as the limit, and no deeper than JSON.parse can go', () => {
    expect(decode({ version: 1, plugin: 'a', body: nested(64) }).kind).toBe('message');
    const bottomless = `{"version":1,"plugin":"a","body":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(decodeMessage(bottomless, FALLBACK).kind).toBe('refused');
  });

  it('is parked when it is newer than this program', () => {
    expect(decode({ version: 2, anything: true })).toMatchObject({ kind: 'parked', version: 2 });
  });

  it('cannot reach the prototype of anything', () => {
    const decoded = decodeMessage(
      '{"version":1,"plugin":"a","body":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}',
      FALLBACK,
    );
    expect(decoded.kind).toBe('message');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('never makes the receiver throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), jobLike()), text => {
        const decoded = decodeMessage(text, FALLBACK);
        if (decoded.kind === 'message') effectOf(decoded.message);
      }),
      { numRuns: 500 },
    );
  });
});

function jobLike() {
  const body = fc.record(
    {
      run: fc.anything(),
      state: fc.constantFrom('exited', 'running', 'odd'),
      tag: fc.anything(),
      start: fc.anything(),
      stdout: fc.anything(),
    },
    { requiredKeys: [] },
  );
  return body.map(value =>
    JSON.stringify({ version: 1, plugin: 'job', body: value }, (_, v) =>
      typeof v === 'bigint' ? String(v) : v,
    ),
  );
}

describe('the quick check', () => {
  it('takes only what the schema takes, and leaves the same', () => {
    const field = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.boolean(),
      fc.constant('😀'.repeat(200)),
    );
    const mostly = <T>(valid: fc.Arbitrary<T>) =>
      fc.oneof({ arbitrary: valid, weight: 20 }, { arbitrary: field, weight: 1 });
    const orNull = <T>(valid: fc.Arbitrary<T>) => mostly(fc.option(valid));
    const text = fc.string({ maxLength: 300 });
    const output = fc.record(
      { head: mostly(text), tail: mostly(text), omitted: mostly(fc.nat()) },
      { requiredKeys: [] },
    );
    const body = fc.record(
      {
        run: mostly(fc.constant('r1')),
        state: mostly(fc.constantFrom('exited', 'running', 'odd')),
        tag: mostly(text),
        command: mostly(text),
        user: mostly(text),
        start: mostly(fc.nat()),
        elapsed: orNull(fc.nat()),
        exit: orNull(fc.nat(300)),
        signal: orNull(fc.string({ maxLength: 40 })),
        attempt: mostly(fc.nat(5)),
        stdout: orNull(output),
        inform: mostly(fc.array(mostly(text))),
        expect: orNull(text),
        note: orNull(text),
        stranger: field,
      },
      { requiredKeys: ['run', 'state', 'tag', 'start'] },
    );
    const quick = compiledSchema(jobSchema);
    let taken = 0;
    fc.assert(
      fc.property(body, value => {
        const copy = JSON.parse(JSON.stringify(value));
        const judged = jobSchema.safeParse(structuredClone(copy));
        if (!quick(copy)) return;
        taken++;
        expect(judged.success).toBe(true);
        expect(jobSchema.parse(copy)).toEqual(judged.data);
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JOB_STATES } from '../../src/model/job.ts';
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_DEPTH, MESSAGE_VERSION } from '../../src/model/message.ts';
import { envelopeSchema } from '../../src/receiver/decode.ts';
import { heartbeatSchema, jobSchema } from '../../src/receiver/job.ts';
import { projectFile, tableUnder } from '../support/documents.ts';

const doc = projectFile('docs/message.md');

/** What a sender must and may write, by the schema that receives it. */
function fieldsOf(schema: z.ZodType): { name: string; needed: boolean; description: string }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    needed: required.includes(name),
    description: typeof property === 'object' ? (property.description ?? '') : '',
  }));
}

describe('docs/message.md', () => {
  it.each<[string, z.ZodType]>([
    ['## The envelope, version 1', envelopeSchema],
    ['### The body of plugin `job`', jobSchema],
    ['### The body of plugin `heartbeat`', heartbeatSchema],
  ])('names every field that is received: %s', (heading, schema) => {
    const rows = tableUnder(doc, heading).map(([name, needed]) => [name, needed]);
    const fields = fieldsOf(schema).map(({ name, needed }) => [
      `\`${name}\``,
      needed || name === 'body' ? 'yes' : '', // any JSON will do for a body, null as well; that it is there is checked by hand
    ]);
    expect(rows.toSorted()).toEqual(fields.toSorted());
  });

  it('says of each field of the envelope what its schema says', () => {
    const rows = tableUnder(doc, '## The envelope, version 1');
    for (const { name, description } of fieldsOf(envelopeSchema)) {
      const [, , told] = rows.find(([cell]) => cell === `\`${name}\``)!;
      expect(told!.replaceAll('`', '')).toContain(description);
    }
  });

  it('has the limits that hold', () => {
    expect(doc).toContain(`The envelope, version ${MESSAGE_VERSION}`);
    expect(doc).toContain(`at most ${MAX_MESSAGE_BYTES} bytes`);
    expect(doc).toContain(`at most ${MAX_MESSAGE_DEPTH} levels`);
    for (const state of JOB_STATES) expect(doc).toContain(`\`${state}\``);
  });
});

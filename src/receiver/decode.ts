import * as z from 'zod';
import {
  type Json,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_DEPTH,
  MESSAGE_VERSION,
  type Message,
} from '../model/message.ts';
import { compiledSchema } from './compiled-schema.ts';

/** What became of the text of an envelope. */
export type Decoded =
  | { kind: 'message'; message: Message }
  | { kind: 'refused'; reason: string }
  /** Made by a newer program: to be tried again after an upgrade. */
  | { kind: 'parked'; version: number; reason: string };

const id = z.string().regex(/^[\w.:-]{1,64}$/, 'letters, digits and . _ : - only, 64 at most');
const time = z.int().min(0).max(8.64e15);

/** The envelope of a message, version 1: docs/message.md is made from this. */
export const envelopeSchema = z.object({
  version: z.int().min(1).max(MESSAGE_VERSION).describe('Version of the envelope.'), // an upgraded server takes the older ones
  id: id
    .optional()
    .describe('Unique among the messages of its host; made by the receiver where it is missing.'),
  machine: z.string().max(64).nullish().describe('/etc/machine-id of the sender.'),
  boot: z.string().max(64).nullish().describe("The sender's boot id."),
  plugin: z
    .string()
    .regex(/^[a-zA-Z][\w.-]{0,63}$/, 'a letter, then letters, digits and . _ -, 64 at most')
    .describe('The plugin whose receiver hook takes the message.'),
  hash: z.string().max(128).nullish().describe("Hash of the plugin's file as the sender had it."),
  time: time
    .optional()
    .describe('When it happened: milliseconds since 1970, UTC; the time of arrival where it is missing.'),
  body: z.unknown().describe("What the plugin's monitor hook returned; any JSON."),
});

const isEnvelope = compiledSchema(envelopeSchema);

/**
 * Reads an envelope.
 * @param fallback what stands in for an id or a time that the sender left out
 */
export function decodeMessage(text: string, fallback: { id: string; time: number }): Decoded {
  if (text.length > MAX_MESSAGE_BYTES) return { kind: 'refused', reason: `${text.length} characters long` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'refused', reason: `not JSON: ${(error as Error).message}` };
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && Number.isInteger(version) && version > MESSAGE_VERSION)
    return {
      kind: 'parked',
      version,
      reason: `version ${version} of the envelope is newer than this program`,
    };
  if (!isEnvelope(value)) {
    const { error } = envelopeSchema.safeParse(value);
    if (error) return { kind: 'refused', reason: describeIssues(error) };
  }
  const envelope = value as z.infer<typeof envelopeSchema>;
  if (isDeeperThan(envelope.body, MAX_MESSAGE_DEPTH))
    return { kind: 'refused', reason: `body: nested deeper than ${MAX_MESSAGE_DEPTH}` };
  const { machine = null, boot = null, hash = null, body, plugin } = envelope;
  const { id = fallback.id, time = fallback.time } = envelope;
  return {
    kind: 'message',
    message: { version, id, machine, boot, plugin, hash, time, body: body as Json } as Message,
  };
}

/** The first things wrong, in one line: `time: expected number; body: missing`. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, 3)
    .map(issue => `${issue.path.join('.') || 'message'}: ${issue.message}`);
  return shown.join('; ').slice(0, 500);
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) return value.some(item => isDeeperThan(item, depth - 1));
  for (const key in value) if (isDeeperThan((value as Record<string, unknown>)[key], depth - 1)) return true;
  return false;
}

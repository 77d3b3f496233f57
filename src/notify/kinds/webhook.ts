import { createHmac } from 'node:crypto';
import { errorText } from '../../model/fault.ts';
import type { NotifierFields } from '../../model/notifier.ts';
import { readSecret } from '../../platform/secret.ts';
import { asJson } from '../as-json.ts';
import { away, delivered, type Letter, type MakeNotifier, never, type Outcome } from '../notifier.ts';

interface Fields {
  url: string;
  'secret-file': string | null;
}

const TIME_LIMIT = 15_000;
/** The other side understood, and does not want this one. What it may mend (401, 404, 500) is tried again. */
const REFUSALS = [400, 410, 413, 415, 422];

/**
 * Posts JSON. The signature is HMAC-SHA256 in hexadecimal of `TIMESTAMP.BODY`, with the first line of the secret file as
 * its key: `X-Sheepdog-Timestamp` (seconds since 1970) and `X-Sheepdog-Signature: sha256=…`.
 */
export const make: MakeNotifier = (given, { clock }) => {
  const fields = given as NotifierFields & Fields;
  return {
    addresses: null,
    async deliver(letter, signal) {
      try {
        return await post(letter, fields, Math.floor(clock.now() / 1000), signal);
      } catch (error) {
        return away(failureText(error));
      }
    },
    /** Any answer will do: what a HEAD request comes to says nothing of a POST. */
    async probe(signal) {
      try {
        if (fields['secret-file'] !== null) readSecret(fields['secret-file']);
        await ask(fields.url, { method: 'HEAD' }, signal);
        return null;
      } catch (error) {
        return failureText(error);
      }
    },
  };
};

async function post(letter: Letter, fields: Fields, now: number, signal: AbortSignal): Promise<Outcome> {
  const body = asJson(letter);
  const secret = fields['secret-file'] === null ? null : readSecret(fields['secret-file']);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'sheepdog',
    'x-sheepdog-id': letter.id,
    ...(secret !== null && signature(secret, String(now), body)),
  };
  return outcomeOf(await ask(fields.url, { method: 'POST', headers, body }, signal));
}

/** Redirects are not followed: who is told where is for the configuration alone to say. */
async function ask(url: string, request: RequestInit, signal: AbortSignal): Promise<Response> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]);
  const response = await fetch(url, { ...request, redirect: 'manual', signal: limit });
  await response.body?.cancel();
  return response;
}

function signature(secret: string, timestamp: string, body: string): Record<string, string> {
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-sheepdog-timestamp': timestamp, 'x-sheepdog-signature': `sha256=${hmac}` };
}

function outcomeOf({ ok, status, headers }: Response): Outcome {
  if (ok) return delivered;
  if (REFUSALS.includes(status)) return never(`answered ${status}`);
  const elsewhere = headers.get('location');
  if (status >= 300 && status < 400 && elsewhere !== null)
    return away(`answered ${status} (to ${elsewhere.slice(0, 200)}), and redirects are not followed`);
  return away(`answered ${status}`);
}

/** What fetch throws says only that it failed; its cause says why. */
function failureText(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${TIME_LIMIT / 1000} s`;
  return cause === undefined ? errorText(error) : errorText(cause) || String(cause);
}

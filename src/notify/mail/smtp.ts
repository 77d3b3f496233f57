import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { createTransport } from 'nodemailer';
import { errorText } from '../../model/fault.ts';
import { readSecret } from '../../platform/secret.ts';
import { away, delivered, never, type Outcome } from '../notifier.ts';
import type { MailWay } from './way.ts';

/** What is said of a server: `smtp://[USER@]HOST[:PORT]`, or `smtps://…`. */
export interface SmtpFields {
  server: string;
  'password-file': string | null;
  tls: boolean | null;
  'ca-file': string | null;
}

const TIME_LIMIT = 20_000;
/** How long a connection is kept for the next letter. */
const IDLE_LIMIT = 5_000;
const SUBMISSION = 587;

/** A mail server: letters that follow each other go by the same connections, a few at most. */
export function smtpWay(fields: SmtpFields): MailWay {
  let open: { options: SmtpOptions; transport: Transport } | null = null;
  /** The files are read each time: a secret that has changed holds from the next letter on. */
  const transport = (): Transport => {
    const options = optionsOf(fields);
    if (open && isDeepStrictEqual(open.options, options)) return open.transport;
    open?.transport.close();
    open = { options, transport: createTransport({ ...options }) };
    return open.transport;
  };
  return {
    async send(mail, signal) {
      try {
        await transport().sendMail({ ...mail, signal });
        return delivered;
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async verify() {
      await transport().verify();
    },
  };
}

type SmtpOptions = ReturnType<typeof optionsOf>;
type Transport = ReturnType<typeof makeTransport>;
const makeTransport = (options: SmtpOptions) => createTransport(options);

function optionsOf({ server, tls, 'password-file': secret, 'ca-file': authority }: SmtpFields) {
  const { protocol, hostname, port, username } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(username);
  const isSafe = tls === true || (user !== '' && !isHere(host));
  return {
    pool: true as const,
    maxRequeues: 1, // more tries are the outbox's
    idleTimeout: IDLE_LIMIT,
    host,
    ...(port !== ''
      ? { port: Number(port) }
      : protocol === 'smtp:' && user !== ''
        ? { port: SUBMISSION }
        : {}),
    secure: protocol === 'smtps:',
    requireTLS: isSafe,
    // Where nothing secret is said, what is encrypted for a stranger is better than what is not: as mail servers do.
    tls: { rejectUnauthorized: isSafe || protocol === 'smtps:', ...trusted(authority) },
    ...(user !== '' && { auth: { user, pass: readSecret(secret ?? '') } }),
    connectionTimeout: TIME_LIMIT,
    greetingTimeout: TIME_LIMIT,
    socketTimeout: TIME_LIMIT,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const isHere = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function trusted(file: string | null): { ca?: string[] } {
  return file === null ? {} : { ca: [...rootCertificates, readFileSync(file, 'utf8')] };
}

/** What a server says of one address or one text is of this letter; all else is of the server, and can be mended. */
function outcomeOf(error: unknown): Outcome {
  const reason = errorText(error).replaceAll(/\s+/g, ' ');
  const {
    responseCode = 0,
    command,
    code,
  } = error as { responseCode?: number; command?: string; code?: string };
  const isOfLetter = command === 'RCPT TO' || code === 'EMESSAGE';
  if (!isOfLetter || responseCode === 0) return away(reason);
  return responseCode >= 500 ? never(reason) : { kind: 'later', reason, away: false };
}

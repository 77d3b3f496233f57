import { accessSync, constants, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { errorText } from '../../model/fault.ts';
import type { NotifierFields } from '../../model/notifier.ts';
import { readSecret } from '../../platform/secret.ts';
import { away, delivered, type Letter, type MakeNotifier, never, type Outcome } from '../notifier.ts';

interface Fields {
  to: string[];
  from: string;
  /** `smtp://[USER@]HOST[:PORT]`, `smtps://…` or `sendmail:[/PATH]` */
  server: string;
  'password-file': string | null;
  tls: boolean | null;
  'ca-file': string | null;
}

const TIME_LIMIT = 20_000;
const SUBMISSION = 587;

/** Mail by SMTP or sendmail(8), one for each address. */
export const make: MakeNotifier = given => {
  const fields = given as NotifierFields & Fields;
  return {
    addresses: fields.to,
    async deliver(letter) {
      try {
        await transport(fields).sendMail(mail(letter, fields.from));
        return delivered;
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async probe() {
      try {
        await verify(fields);
        return null;
      } catch (error) {
        return errorText(error);
      }
    },
  };
};

async function verify(fields: Fields): Promise<void> {
  const program = sendmailPath(fields.server);
  if (program === null) await transport(fields).verify();
  else accessSync(program, constants.X_OK);
}

/** The program that `sendmail:/path` names; null for a server. */
const sendmailPath = (server: string): string | null =>
  server.startsWith('sendmail:') ? server.slice('sendmail:'.length) || '/usr/sbin/sendmail' : null;

/** A connection for each mail: they are few, and a secret that has changed holds from the next one on. */
function transport(fields: Fields) {
  const program = sendmailPath(fields.server);
  if (program !== null) return createTransport({ sendmail: true, path: program, newline: 'unix' });
  const { protocol, hostname, port, username } = new URL(fields.server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(username);
  const isSafe = fields.tls === true || (user !== '' && !isHere(host));
  return createTransport({
    host,
    ...(port !== ''
      ? { port: Number(port) }
      : protocol === 'smtp:' && user !== ''
        ? { port: SUBMISSION }
        : {}),
    secure: protocol === 'smtps:',
    requireTLS: isSafe,
    // Where nothing secret is said, what is encrypted for a stranger is better than what is not: as mail servers do.
    tls: { rejectUnauthorized: isSafe || protocol === 'smtps:', ...trusted(fields['ca-file']) },
    ...(user !== '' && { auth: { user, pass: readSecret(fields['password-file'] ?? '') } }),
    connectionTimeout: TIME_LIMIT,
    greetingTimeout: TIME_LIMIT,
    socketTimeout: TIME_LIMIT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const isHere = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function trusted(file: string | null): { ca?: string[] } {
  return file === null ? {} : { ca: [...rootCertificates, readFileSync(file, 'utf8')] };
}

function mail(letter: Letter, from: string): SendMailOptions {
  const { id, to, subject, body, references, notice } = letter;
  const earlier = references.map(reference => `<${reference}>`);
  return {
    from: { name: 'Sheepdog', address: from },
    to: { name: '', address: to! },
    subject,
    text: body,
    textEncoding: 'quoted-printable',
    messageId: `<${id}>`,
    ...(earlier.length > 0 && { inReplyTo: earlier.at(-1)!, references: earlier }),
    date: new Date(notice.time),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Sheepdog': notice.kind }, // RFC 3834: no answers by machines
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What a server says of one address or one text is of this letter; all else is of the server, and can be mended. */
function outcomeOf(error: unknown): Outcome {
  const reason = errorText(error).replaceAll(/\s+/g, ' ');
  const {
    responseCode = 0,
    command,
    code,
  } = error as {
    responseCode?: number;
    command?: string;
    code?: string;
  };
  const isOfLetter = command === 'RCPT TO' || code === 'EMESSAGE';
  if (!isOfLetter || responseCode === 0) return away(reason);
  return responseCode >= 500 ? never(reason) : { kind: 'later', reason, away: false };
}

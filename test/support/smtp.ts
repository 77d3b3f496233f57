import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** One mail as a server took it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers unfolded, by names in lower case. */
  headers: Record<string, string>;
  /** Decoded from quoted-printable. */
  body: string;
  raw: string;
  at: number;
}

/** A mail server of the test's own, on loopback. */
export interface MailServer {
  port: number;
  mails: ReceivedMail[];
  /** How often somebody connected. */
  connections: number;
  /** Its certificate, where it has one: PEM. */
  certificate: string | null;
  /** What it says to a recipient or a mail: an SMTP error, or null to take it. */
  refuse: {
    recipient?: (address: string) => SmtpError | null;
    mail?: (mail: ReceivedMail) => SmtpError | null;
  };
  stop(): Promise<void>;
  start(): Promise<void>;
}

type SmtpError = [code: number, text: string];

/** Starts a mail server; it is stopped with the test at the latest. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const certificate = options.cert ? String(options.cert) : null;
  const own: MailServer = { port: 0, mails, connections: 0, certificate, refuse: {}, stop, start };
  let server: SMTPServer | null = null;
  async function start(): Promise<void> {
    server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      closeTimeout: 10,
      onConnect(_, done) {
        own.connections++;
        done();
      },
      onRcptTo({ address }, _, done) {
        done(failure(own.refuse.recipient?.(address)));
      },
      async onData(stream, { envelope }, done) {
        const mail = readMail(await text(stream));
        mail.from = envelope.mailFrom ? envelope.mailFrom.address : '';
        mail.to = envelope.rcptTo.map(({ address }) => address);
        const refused = failure(own.refuse.mail?.(mail));
        if (!refused) mails.push(mail);
        done(refused);
      },
      ...options,
    });
    server.on('error', () => {});
    await new Promise<void>(resolve => server!.listen(own.port, '127.0.0.1', () => resolve()));
    const address = server.server.address();
    own.port = typeof address === 'object' && address ? address.port : 0;
  }
  async function stop(): Promise<void> {
    const ending = server;
    server = null;
    if (ending) await new Promise<void>(resolve => ending.close(() => resolve()));
  }
  await start();
  onTestFinished(stop);
  return own;
}

function failure(error: SmtpError | null | undefined): Error | null {
  return error ? Object.assign(new Error(error[1]), { responseCode: error[0] }) : null;
}

function readMail(raw: string): ReceivedMail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const fields = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    fields.map(field => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  const body = decode(rest.join('\r\n\r\n')).replaceAll('\r\n', '\n');
  return { from: '', to: [], headers, body, raw, at: Date.now() };
}

function decode(quotedPrintable: string): string {
  const bytes = quotedPrintable
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

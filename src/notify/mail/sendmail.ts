import { accessSync, constants } from 'node:fs';
import { createTransport } from 'nodemailer';
import { run } from '../../system/command.ts';
import { thisMachine } from '../../system/machine.ts';
import { programOutcome } from '../program-outcome.ts';
import type { MailWay } from './way.ts';

/** Milliseconds: it only takes a mail into a queue of its own. */
const TIME_LIMIT = 30_000;
const KEPT_BYTES = 4096;

/** sendmail(8), which is given a mail on its standard input, and time to take it. */
export function sendmailWay(program: string): MailWay {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail, signal) {
      const { message } = await writer.sendMail(mail);
      const options = { stdin: String(message), timeout: TIME_LIMIT, maxBytes: KEPT_BYTES };
      const args = ['-i', '-f', mail.envelope.from, '--', mail.envelope.to];
      return programOutcome(program, await run(thisMachine(undefined, signal), program, args, options));
    },
    async verify() {
      accessSync(program, constants.X_OK);
    },
  };
}

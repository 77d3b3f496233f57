import type { SendMailOptions } from 'nodemailer';
import type { Outcome } from '../notifier.ts';

/** A mail from one address to one address. */
export type OneMail = SendMailOptions & { envelope: { from: string; to: string } };

/** A way that mail goes. */
export interface MailWay {
  /** Tries once. */
  send(mail: OneMail, signal: AbortSignal): Promise<Outcome>;
  /** @throws what is wrong with the way, as far as can be seen without sending */
  verify(): Promise<void>;
}

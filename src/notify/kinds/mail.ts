import { errorText } from '../../model/fault.ts';
import type { NotifierFields } from '../../model/notifier.ts';
import { sendmailWay } from '../mail/sendmail.ts';
import { type SmtpFields, smtpWay } from '../mail/smtp.ts';
import type { MailWay, OneMail } from '../mail/way.ts';
import { away, type Letter, type MakeNotifier } from '../notifier.ts';

/** `server` may be `sendmail:[/PATH]` as well. */
interface Fields extends SmtpFields {
  to: string[];
  from: string;
}

/** Mail by SMTP or sendmail(8), one for each address. */
export const make: MakeNotifier = given => {
  const fields = given as NotifierFields & Fields;
  const way = wayOf(fields);
  return {
    addresses: fields.to,
    async deliver(letter, signal) {
      try {
        return await way.send(mail(letter, fields.from), signal);
      } catch (error) {
        return away(errorText(error));
      }
    },
    async probe() {
      try {
        await way.verify();
        return null;
      } catch (error) {
        return errorText(error);
      }
    },
  };
};

const SENDMAIL = 'sendmail:';

function wayOf(fields: Fields): MailWay {
  const { server } = fields;
  if (!server.startsWith(SENDMAIL)) return smtpWay(fields);
  return sendmailWay(server.slice(SENDMAIL.length) || '/usr/sbin/sendmail');
}

function mail({ id, to, subject, body, references, notice }: Letter, from: string): OneMail {
  const earlier = references.map(reference => `<${reference}>`);
  return {
    envelope: { from, to: to! },
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

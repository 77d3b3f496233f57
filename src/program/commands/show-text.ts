import { formatMoment } from '../../clock/moment.ts';
import type { JobReport } from '../../model/job.ts';
import { formatBlock, formatFields } from '../../terminal/fields.ts';
import type { Paint } from '../../terminal/paint.ts';
import { type JobView, outcomeSentence } from '../../view/jobs.ts';
import { type MessageView, outputText } from '../../view/message.ts';

type Field = [name: string, value: string | null];

/** A message as `show` prints it. */
export function messageText(view: MessageView, report: JobReport | null, paint: Paint): string {
  return report ? runText(view, report, paint) : plainText(view, paint);
}

function runText(view: MessageView, report: JobReport, paint: Paint): string {
  const fields: Field[] = [
    ['job', report.tag],
    ['host', view.host],
    ['command', report.command],
    ['result', view.run && outcomeSentence(view.run)],
    ['start', formatMoment(new Date(report.start))],
    ['user', report.user],
    ['expected', report.expect],
    ['inform', report.inform.join(', ')],
    ['note', report.note],
    ['run', report.run],
    ...origin(view),
  ];
  const outputs = (['stdout', 'stderr'] as const).map(name => {
    const text = report[name] && outputText(report[name]);
    return text ? formatBlock(name, text, paint) : '';
  });
  return formatFields(fields, paint) + outputs.join('');
}

/** A run whose message is kept no more. */
export function oldRunText(run: JobView, paint: Paint): string {
  const fields: Field[] = [
    ['job', run.tag],
    ['host', run.host],
    ['command', run.command],
    ['result', outcomeSentence(run)],
    ['start', formatMoment(run.start)],
    ['user', run.user],
    ['note', run.note],
    ['run', run.run],
    ['outputs', 'kept no more: they are forgotten earlier than the run'],
  ];
  return formatFields(fields, paint);
}

function plainText(view: MessageView, paint: Paint): string {
  const fields: Field[] = [
    ['plugin', view.plugin],
    ['host', view.host],
    ['time', formatMoment(view.time)],
    ...origin(view),
  ];
  return formatFields(fields, paint) + formatBlock('body', JSON.stringify(view.body, null, 2), paint);
}

function origin(view: MessageView): Field[] {
  return [
    ['message', view.id],
    ['number', view.spool === null ? null : `${view.number} of spool ${view.spool}`],
    ['received', formatMoment(view.received)],
  ];
}

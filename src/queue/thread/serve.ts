import type { MessagePort } from 'node:worker_threads';
import { errorText, Fault } from '../../model/fault.ts';
import type { Log } from '../../model/log.ts';
import type { Delivery, Inbox } from '../contract.ts';
import { toColumns } from './columns.ts';
import type { Answers, Question, Word } from './protocol.ts';

/** An inbox that can say whether it has begun to read what comes after the last batch. */
export interface ReadingInbox extends Inbox {
  readonly readsAhead: boolean;
}

/** Answers for an inbox the questions of the thread that started this one, in order. */
export function serveInbox(port: MessagePort, open: (log: Log) => ReadingInbox): void {
  const say = (word: Word) => port.postMessage(word);
  const inbox = open(logOver(say));
  let turn = Promise.resolve();
  port.on('message', (question: Question) => {
    turn = turn
      .then(() => answerTo(inbox, question))
      .then(
        value => say({ kind: 'answer', value }),
        error => say(failure(error)),
      );
  });
}

async function answerTo(inbox: ReadingInbox, question: Question): Promise<Answers[Question['call']]> {
  switch (question.call) {
    case 'take': {
      const deliveries: Delivery[] = await inbox.take(question.limit);
      return { columns: toColumns(deliveries), ahead: inbox.readsAhead };
    }
    case 'settle':
      await inbox.settle(question.entries, question.marks);
      return null;
    case 'again':
      inbox.again();
      return null;
    case 'waiting':
      return inbox.waiting();
  }
}

function failure(error: unknown): Word {
  const fault = error instanceof Fault;
  return { kind: 'failure', message: errorText(error), hint: fault ? error.hint : undefined, fault };
}

function logOver(say: (word: Word) => void): Log {
  const at = (level: keyof Log) => (fields: object, text: string) =>
    say({ kind: 'log', level, fields, text });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

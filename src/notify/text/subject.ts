import { count } from '../../model/count.ts';
import type { Notice, Trouble } from '../../model/notice.ts';
import { complaintOf, endOf, lasting, line, nameOf } from './words.ts';

const PREFIX = '[sheepdog]';
const LONGEST = 160;
const NAMED = 3;

/** The subject line of a notice: `[sheepdog] tux01: borg-ipfs failed (exit 2)`. */
export function subjectOf(notice: Notice): string {
  return line(`${PREFIX} ${about(notice)}`, LONGEST);
}

function about(notice: Notice): string {
  const { kind, troubles, cause, text } = notice;
  const [first] = troubles;
  if (kind === 'trial') return 'a trial: nothing is wrong';
  if (kind === 'digest' || kind === 'inconclusive' || !first)
    return `${kind}: ${firstLine(text ?? cause ?? 'nothing to say')}`;
  if (troubles.length > 1 || cause !== null) return several(notice);
  return `${line(first.host, 60)}: ${single(notice, first)}`;
}

function single({ kind, time }: Notice, trouble: Trouble): string {
  switch (kind) {
    case 'well':
      return `${nameOf(trouble)} is ${trouble.gone ? 'gone' : 'well again'} after ${lasting(trouble.since, trouble.until ?? time)}`;
    case 'flapping':
      return `${nameOf(trouble)} keeps changing`;
    case 'reminder':
      return `still ${complaintOf(trouble)}`;
    case 'quiet-over':
      return `${complaintOf(trouble)}; no longer kept quiet`;
    default:
      return complaintOf(trouble);
  }
}

/** `host tux01: 3 troubles: disk /, borg-ipfs, nginx`; `disk /export on 12 hosts well again`. */
function several({ kind, troubles, cause }: Notice): string {
  const names = [...new Set(troubles.map(nameOf))];
  const listed = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ' …' : '');
  const what = kind === 'well' ? endOf(troubles) : kind === 'bad' ? 'bad' : WORDS[kind];
  const on = cause ?? count(new Set(troubles.map(({ host }) => host)).size, 'host');
  return `${on}: ${troubles.length} ${what}: ${listed}`;
}

const WORDS: Partial<Record<Notice['kind'], string>> = {
  flapping: 'keep changing',
  reminder: 'still bad',
  'quiet-over': 'bad, no longer kept quiet',
};

const firstLine = (text: string) => text.split('\n', 1)[0]!;

// What a daemon's prompt tells on a line that begins with a comma, as the prompt of sheepdog repl does.
import type { Asker } from '../../ask/asker.ts';
import { Fault } from '../../model/fault.ts';
import { columnKeywords, described, relationsTable } from '../../prompt/relations.ts';
import { type Environment, expansion, namesIn, printed } from '../../scheme/index.ts';
import { painter } from '../../terminal/paint.ts';

const PLAIN = painter(false);

const NO_STORE = `this daemon fills no store: it has no relations to ask
hint: ask on the server, by sheepdog repl or sheepdog query
`;

/**
 * @param line `relations`, `describe NAME`, `apropos TEXT`, `expand FORM`, or `names`: all that completion may offer
 * @param asker of the store that the daemon fills; null where it fills none
 * @throws Fault where it is another word
 */
export function tell(line: string, environment: Environment, asker: Asker | null): string {
  const [, word, rest] = /^(\S*)\s*(.*)$/s.exec(line.trim()) as unknown as [string, string, string];
  switch (word) {
    case 'relations':
      return asker === null ? NO_STORE : relationsTable(asker.relations, PLAIN);
    case 'describe':
      return described(rest, environment, asker, PLAIN);
    case 'apropos':
      return linesOf(namesIn(environment).filter(name => name.includes(rest)));
    case 'expand':
      return linesOf(expansion(rest, environment).map(form => printed(form)));
    case 'names':
      return linesOf([...namesIn(environment), ...columnKeywords(asker?.relations ?? [])]);
    default:
      throw new Fault(
        `there is no command ,${word}`,
        'there are ,relations ,describe ,apropos ,expand ,names',
      );
  }
}

const linesOf = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');

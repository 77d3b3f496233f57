import type { Finding } from '../model/finding.ts';
import { decodeMessage } from './decode.ts';
import { effectOf } from './effects.ts';
import { partOf } from './keep.ts';
import type { PluginReceivers } from './plugins.ts';

/** What a message says of one subject. */
export interface Said {
  plugin: string;
  finding: Finding;
  /** When it was so: milliseconds since 1970. */
  time: number;
  /** The run that it is said of; null where it is of none. */
  run: string | null;
}

/** What the receiver hooks find in a message, where nothing is to be stored; nothing in one that they refuse. */
export function findingsIn(text: string, host: string, plugins: PluginReceivers): Said[] {
  const decoded = decodeMessage(text, { id: '', time: 0 });
  if (decoded.kind !== 'message') return [];
  const effect = effectOf(decoded.message);
  if (effect.kind === 'refused' || effect.kind === 'heartbeat') return [];
  const run = effect.kind === 'job' ? effect.report.run : null;
  const parts = effect.kind === 'report' ? effect.parts : [partOf(decoded.message)];
  return parts.flatMap(part => {
    const outcome = plugins.receive(host, part, false);
    if (outcome.kind === 'refused') return [];
    return outcome.effects.flatMap(each =>
      each.kind === 'finding' ? [{ plugin: part.plugin, finding: each.finding, time: part.time, run }] : [],
    );
  });
}

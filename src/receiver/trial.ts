import { spawn } from 'node:child_process';
import { decodeMessage } from './decode.ts';
import { effectOf } from './effects.ts';
import { partOf } from './keep.ts';
import type { PluginReceivers } from './plugins.ts';

const MEMORY_MIB = 128;
const TIME_LIMIT = 30_000;

/**
 * Tries in a child process of limited memory whether a message can be received at all.
 * @param program the program that calls runTrial(), and its arguments
 * @returns why it cannot, or null
 */
export function tryInChild(program: string[], text: string): Promise<string | null> {
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY_MIB}`, ...program], {
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: TIME_LIMIT,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {}); // it may die before it has read everything
  child.stdin.end(text);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : `receiving it ended a process of its own (${signal ?? `exit ${code}`})`),
    );
  });
}

/** What the child does: receives the message on stdin as one of this host, and forgets the result. */
export async function runTrial(
  stdin: AsyncIterable<Buffer>,
  host: string,
  plugins: PluginReceivers,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  const decoded = decodeMessage(Buffer.concat(chunks).toString(), { id: 'trial', time: 0 });
  if (decoded.kind !== 'message') return;
  const effect = effectOf(decoded.message);
  const parts = effect.kind === 'report' ? effect.parts : [partOf(decoded.message)];
  for (const part of parts) plugins.receive(host, part, true);
}

import { setPriority } from 'node:os';
import { Asker } from '../ask/asker.ts';
import { askRule } from '../rule/ask-rule.ts';
import { RULE_TIME_LIMIT } from '../rule/in-child.ts';
import { loadDog } from './dog.ts';

const GENTLE = 10;
const MEMORY = 192 * 2 ** 20;

// `rules.cjs STORE SERVER [CONFIGURATION]`: asks the rules whose names stand on stdin as JSON, and writes what came of
// each as a line of JSON.
async function main([store, server, file]: string[]): Promise<void> {
  setPriority(GENTLE);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const names = JSON.parse(Buffer.concat(chunks).toString()) as string[];
  const { herd } = loadDog(process.env, file ?? null);
  const asker = Asker.open(store!);
  try {
    for (const rule of herd.rules.filter(({ name }) => names.includes(name))) {
      const limits = { timeLimit: RULE_TIME_LIMIT, memoryLimit: MEMORY };
      process.stdout.write(`${JSON.stringify(askRule(rule, asker, server!, limits))}\n`);
    }
  } finally {
    asker.close();
  }
}

void main(process.argv.slice(2));

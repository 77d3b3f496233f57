import { addEntry } from '../../src/queue/spool/add.ts';
import { spoolLayout } from '../../src/queue/spool/layout.ts';

// Adds numbered messages to a spool for as long as it lives, and says on stdout which ones it was told are kept:
// `writer.ts SPOOL NAME FIRST PAUSE`.
const [root, name, first, pause] = process.argv.slice(2);
const spool = spoolLayout(root!);
let number = Number(first);

function add(): void {
  addEntry(
    spool,
    JSON.stringify({ version: 1, plugin: 'chaos', body: { writer: name, number, ballast: 'x'.repeat(200) } }),
  );
  process.stdout.write(`${number}\n`);
  number++;
}

setInterval(add, Number(pause));

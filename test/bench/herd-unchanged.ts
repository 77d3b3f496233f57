import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { HEARTBEAT_PLUGIN, type Json, REPORT_PLUGIN } from '../../src/model/message.ts';
import { loadPluginFile } from '../../src/plugin/plugin-file.ts';
import { serviceWith } from '../../src/program/trying.ts';
import type { Delivery } from '../../src/queue/contract.ts';
import { HerdReceivers } from '../../src/receiver/plugins.ts';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { Store } from '../../src/store/store.ts';
import type { Row } from './table.ts';

const MACHINES = 200;
const PLUGINS = 20;
const ROUND = 300_000;
const HOUR = 3_600_000;
const BEATS = 5;
/** Where it is noted that somebody spoke: the heartbeats. */
const BEATING = ['host', 'spool', 'renewed'];

/** Rows written while 200 machines tell for some hours by 20 plugins that nothing has changed. */
export function unchangedRow(directory: string, hours: number): Row {
  const names = Array.from({ length: PLUGINS }, (_, i) => `quiet${i}`);
  const file = join(directory, 'quiet.scm');
  writeFileSync(file, names.map(pluginText).join('\n'));
  makeConfigurationLanguage();
  const loaded = loadPluginFile(file);
  const services = new Map(loaded.plugins.map(plugin => [plugin.name, serviceWith(loaded, plugin, [])]));
  const plugins = new HerdReceivers((_, plugin) => ({ service: services.get(plugin)!, hash: null }));
  const path = join(directory, 'quiet', 'quiet.db');
  const store = Store.openForReceiver(
    path,
    loaded.plugins.flatMap(plugin => plugin.relations),
    1,
  );
  let number = 0;
  const beat = { plugin: HEARTBEAT_PLUGIN, body: { interval: 60_000 } };
  const round = (now: number) => {
    const deliveries = Array.from({ length: MACHINES }, (_, machine) => {
      const report = names.map(plugin => ({ plugin, time: now, body: [machine, 7] }));
      const messages = [{ plugin: REPORT_PLUGIN, body: report }, ...Array(BEATS).fill(beat)];
      return messages.map(message => deliveryOf(`node${machine}`, ++number, now, message));
    });
    store.transaction(writer => new BatchReceiver(writer, plugins, now).run(deliveries.flat()));
  };
  round(ROUND);
  const written = countWrites(path);
  for (let now = ROUND; now <= hours * HOUR; now += ROUND) round(ROUND + now);
  const ours = written();
  store.close();
  return {
    what: `rows written, ${MACHINES} machines, ${PLUGINS} plugins, ${hours} hours unchanged`,
    ours,
    peer: null,
    unit: 'rows',
    ratio: ours,
    limit: '≤ 0',
  };
}

const pluginText = (name: string) => `
(define-plugin ${name}
  (synopsis "What never changes")
  (relations (state (${name}-is host) (value integer "v")))
  (receiver
    (lambda (message)
      (let ((value (cadr (message-body message))))
        (list (${name}-is (message-host message) value)
              (finding "value" (above value #:warn 50) "~a" value #:value value))))))`;

function deliveryOf(
  host: string,
  number: number,
  time: number,
  message: { plugin: string; body: Json },
): Delivery {
  const text = JSON.stringify({ version: 1, id: `m${number}`, time, ...message });
  return { host, number: null, sent: time, text, unfit: null, entry: String(number) };
}

/** Counts by triggers what is written to all tables but those of the heartbeats, from now on. */
function countWrites(path: string): () => number {
  const db = new SQLite(path);
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  db.exec('CREATE TABLE written (rows INTEGER); INSERT INTO written VALUES (0)');
  for (const table of tables.filter(name => !BEATING.includes(name) && !name.startsWith('sqlite_')))
    for (const change of ['INSERT', 'UPDATE', 'DELETE'])
      db.exec(`CREATE TRIGGER "count ${change} ${table}" AFTER ${change} ON "${table}"
        BEGIN UPDATE written SET rows = rows + 1; END`);
  db.close();
  return () => {
    const reader = new SQLite(path, { readonly: true });
    const rows = reader.prepare('SELECT rows FROM written').pluck().get() as number;
    reader.close();
    return rows;
  };
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { loadHerd } from '../../src/configuration/load-herd.ts';
import { complaintText } from '../../src/form/complaint.ts';
import { timeOrderedId } from '../../src/model/id.ts';
import { HerdReceivers } from '../../src/receiver/plugins.ts';
import { startRedis } from '../support/redis.ts';
import { unchangedRow } from './herd-unchanged.ts';
import { ourReceiver, sideBySide } from './receiver.ts';
import { median, printRows, type Row } from './table.ts';

const SHEEPDOG = join(import.meta.dirname, '../../dist/sheepdog.cjs');
const MACHINES = 200;
const CHECKS = 7;

/** One fact and one finding a message, from a hook that computes. */
const PLUGIN = `
(define-plugin scrub
  (synopsis "What a bench scrubs")
  (options (warn-after (duration (days 35)) "w") (bark-after (duration (days 70)) "b"))
  (relations (state (scrubbed host mount) (started time "s") (clean boolean "c")))
  (receiver
    (lambda (message)
      (map (lambda (fs)
             (with-fields (mount started clean) fs
               (let ((age (- (message-time message) started)))
                 (list (scrubbed (message-host message) mount started clean)
                       (finding mount (if clean (above age #:warn warn-after #:bark bark-after) 'bark)
                                "scrubbed ~a ago" (duration->string age))))))
           (message-body message)))))`;

/** The figures of herd and plugins; `--short` has an hour of a herd at rest, where the whole has a day. */
export async function run(args: string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  try {
    printRows([
      unchangedRow(directory, args.includes('--short') ? 1 : 24),
      ...(await hookRows(directory)),
      checkRow(directory),
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function hookRows(directory: string): Promise<Row[]> {
  writeFileSync(join(directory, 'scrub.scm'), PLUGIN);
  const config = join(directory, 'server-config.scm');
  writeFileSync(config, '(use-plugins "scrub.scm") (herd (services (list (service scrub-service-type))))');
  const { herd, complaints } = loadHerd(config, makeConfigurationLanguage(), []);
  if (!herd) throw new Error(complaints.map(complaintText).join('\n'));
  const [service] = herd.machine('tux01').services;
  const plugins = new HerdReceivers(() => ({ service: service!, hash: null }));
  const relations = [...service!.plugin.relations];
  const server = await startRedis(join(directory, 'redis'), ['--appendonly', 'yes']);
  const redis = server.client();
  const rows: Row[] = [];
  for (const [what, text] of [
    ['unchanged', scrubbed(() => 5)],
    ['that always changes', scrubbed(number => number)],
  ] as const) {
    const receiver = ourReceiver(server.port, join(directory, `${what}.db`), plugins, relations);
    const { ours, bare } = await sideBySide(redis, receiver, join(directory, `bare ${what}.db`), text);
    await receiver.close();
    const unit = 'messages/ms';
    rows.push({
      what: `Redis → hook → SQLite, a state ${what}`,
      ours,
      peer: bare,
      unit,
      ratio: ours / bare,
      limit: '≥ 0.6',
    });
  }
  redis.disconnect();
  await server.kill();
  return rows;
}

function scrubbed(started: (number: number) => number): (number: number) => string {
  return number => {
    const now = Date.now();
    const body = [{ mount: '/export', started: now - 86_400_000 + started(number), clean: true }];
    return JSON.stringify({
      version: 1,
      id: timeOrderedId(now),
      machine: 'm',
      boot: 'b',
      plugin: 'scrub',
      hash: null,
      time: now,
      body,
    });
  };
}

/** A herd of 200 machines, checked by the program as it was built. */
function checkRow(directory: string): Row {
  const machine = (i: number) => `(machine (name "node${i}") (services (modify-services %base-services
    (disk-service-type c => (disk-configuration (inherit c) (warn-above ${50 + (i % 40)}))))))`;
  const machines = Array.from({ length: MACHINES }, (_, i) => machine(i)).join('\n');
  const config = join(directory, 'large.scm');
  writeFileSync(config, `(herd (machines (list ${machines})))`);
  const times = Array.from({ length: CHECKS }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [SHEEPDOG, 'check', '-c', config]);
    if (status !== 0) throw new Error(`sheepdog check: ${stderr}`);
    return performance.now() - start;
  });
  const ours = median(times);
  return {
    what: `sheepdog check, ${MACHINES} machines`,
    ours,
    peer: null,
    unit: 'ms',
    ratio: ours,
    limit: '≤ 500',
  };
}

import { type Machine, readDevice, readDeviceNumber, readText } from './machine.ts';

/** A software RAID array (md(4)). */
export interface MdArray {
  /** `md0` */
  name: string;
  active: boolean;
  readOnly: boolean;
  /** `raid1`, `raid6`; null while inactive. */
  level: string | null;
  members: string[];
  failed: string[];
  spares: string[];
  /** Members it should have, and has in working order; null for levels without redundancy. */
  wanted: number | null;
  working: number | null;
  degraded: boolean;
  /** `resync`, `recovery`, `reshape`, `check`, `repair`; null when it is at rest. */
  action: string | null;
  /** 0–1 of that; null while it waits. */
  progress: number | null;
  /** Sectors found different in the last check; null where not known. */
  mismatches: number | null;
}

/** The arrays of /proc/mdstat; null where the kernel has no md driver loaded (and so no arrays). */
export async function mdArrays(machine: Machine): Promise<MdArray[] | null> {
  const text = readText(machine, '/proc/mdstat');
  if (text === null) return null;
  return Promise.all(parseMdstat(text).map(array => withSysfs(machine, array)));
}

async function withSysfs(machine: Machine, array: MdArray): Promise<MdArray> {
  const directory = `/sys/block/${array.name}/md`;
  const mismatches = await readDeviceNumber(machine, `${directory}/mismatch_cnt`);
  const degraded = await readDeviceNumber(machine, `${directory}/degraded`);
  const action = await readDevice(machine, `${directory}/sync_action`);
  return {
    ...array,
    mismatches,
    degraded: array.degraded || (degraded ?? 0) > 0,
    action: array.action ?? (action === 'idle' || action === 'frozen' ? null : action || null),
  };
}

/** The arrays in the text of /proc/mdstat. */
export function parseMdstat(text: string): MdArray[] {
  // Each array begins at the margin; what belongs to it is indented.
  const blocks = text.split(/\n(?=\S)/).filter(block => /^md\S* : /.test(block));
  return blocks.map(parseArray);
}

function parseArray(block: string): MdArray {
  const [name = '', rest = ''] = block.split('\n')[0]!.split(' : ');
  const words = rest.split(/ +/);
  const active = words[0] === 'active';
  const members = [...rest.matchAll(/(\S+)\[\d+\]((?:\([A-Z]\))*)/g)];
  const marked = (mark: string) =>
    members.filter(([, , marks]) => marks!.includes(`(${mark})`)).map(([, disk]) => disk!);
  const counts = /\[(\d+)\/(\d+)\]/.exec(block.slice(block.indexOf('\n') + 1));
  const wanted = counts ? Number(counts[1]) : null;
  const working = counts ? Number(counts[2]) : null;
  const action = /(resync|recovery|reshape|check|repair)\s*=\s*(?:([\d.]+)%|(\w+))/.exec(block);
  return {
    name,
    active,
    readOnly: /\((auto-)?read-only\)/.test(rest),
    level: words.find(word => /^(raid\d+|linear|multipath|faulty)$/.test(word)) ?? null,
    members: members.map(([, disk]) => disk!),
    failed: marked('F'),
    spares: marked('S'),
    wanted,
    working,
    degraded: !active || (wanted !== null && working! < wanted),
    action: action?.[1] ?? null,
    progress: action?.[2] ? Number(action[2]) / 100 : null,
    mismatches: null,
  };
}

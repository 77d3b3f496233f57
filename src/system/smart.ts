import { type CommandResult, run } from './command.ts';
import type { Machine } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

/** What a disk says of itself; what it does not say is null. */
export interface Smart {
  model: string | null;
  serial: string | null;
  firmware: string | null;
  protocol: string | null;
  /** Does the disk expect to fail, by its own verdict? */
  failing: boolean;
  /** In standby: it was left asleep, and says no more. */
  asleep: boolean;
  /** °C */
  temperature: number | null;
  /** Milliseconds it has been on. */
  poweredOn: number | null;
  /** Sectors given up (ATA 5), waiting to be (197), and unreadable (198). */
  reallocated: number | null;
  pending: number | null;
  uncorrectable: number | null;
  /** Errors on the cable (ATA 199). */
  linkErrors: number | null;
  /** 0–1, of the life that the maker expects of it (NVMe); may pass 1. */
  wear: number | null;
  /** Spare blocks left, 0–1, and below which the disk worries (NVMe). */
  spare: number | null;
  spareThreshold: number | null;
  /** Errors that the disk could not mend (NVMe, SCSI). */
  mediaErrors: number | null;
  /** NVMe's critical warning bits: 0 is well. */
  criticalWarning: number | null;
  /** Did the last self-test find something? */
  selfTestFailed: boolean;
}

export interface SmartDevice {
  /** `/dev/sda` */
  device: string;
  /** As smartctl wants it after `-d`: `sat`, `nvme`, `megaraid,3`. */
  type: string;
}

/** A disk that hangs is to be told before the hook, which takes at most 30 s, is given up; the scan comes before it. */
const TIME_LIMIT = 20_000;

/** The disks that smartctl(8) finds, those behind RAID controllers included. Needs root. */
export async function smartDevices(machine: Machine): Promise<Seen<{ devices: SmartDevice[] }>> {
  const result = await run(machine, 'smartctl', ['--json', '--scan-open'], { timeout: TIME_LIMIT });
  const answer = readAnswer(result);
  if ('reason' in answer) return answer;
  const found = answer.json.devices;
  const devices = Array.isArray(found) ? (found as Json[]) : [];
  // What could not be opened is listed with the reason.
  const denied =
    devices.length > 0 && devices.every(device => /permission denied/i.test(text(device.open_error) ?? ''));
  if (denied) return notSeen('needs root');
  return {
    seen: true,
    devices: devices
      .filter(device => device.open_error === undefined)
      .map(device => ({ device: text(device.name) ?? '', type: text(device.type) ?? 'auto' })),
  };
}

/** The health of one disk, by smartctl(8), without waking it up. Needs root. */
export async function smart(machine: Machine, device: string, type = 'auto'): Promise<Seen<Smart>> {
  const args = ['--json', '--nocheck=standby', '--info', '--health', '--attributes', '--log=selftest'];
  return readSmart(
    await run(machine, 'smartctl', [...args, `--device=${type}`, '--', device], { timeout: TIME_LIMIT }),
  );
}

/** What smartctl's answer says. */
export function readSmart(result: CommandResult): Seen<Smart> {
  const answer = readAnswer(result);
  if ('reason' in answer) return answer;
  const { json } = answer;
  const asleep = /standby|sleep/i.test(`${messages(json)} ${text(part(json, 'power_mode').name)}`);
  // smartctl(8), EXIT STATUS: bit 0 is bad arguments, bit 1 a device that could not be opened; the others say
  // how the disk is.
  if (((result.exit ?? 0) & 3) !== 0 && !asleep) return notSeen(reasonIn(json));
  const nvme = part(json, 'nvme_smart_health_information_log');
  const attribute = (id: number) => rawValue(json, id);
  const hours = number(part(json, 'power_on_time').hours);
  return {
    seen: true,
    model: text(json.model_name) ?? text(json.scsi_model_name),
    serial: text(json.serial_number),
    firmware: text(json.firmware_version),
    protocol: text(part(json, 'device').protocol),
    failing: part(json, 'smart_status').passed === false,
    asleep,
    temperature: number(part(json, 'temperature').current),
    poweredOn: hours === null ? null : hours * 3_600_000,
    reallocated: attribute(5) ?? number(json.scsi_grown_defect_list),
    pending: attribute(197),
    uncorrectable: attribute(198),
    linkErrors: attribute(199),
    wear: percent(nvme.percentage_used),
    spare: percent(nvme.available_spare),
    spareThreshold: percent(nvme.available_spare_threshold),
    mediaErrors: number(nvme.media_errors) ?? scsiErrors(json),
    criticalWarning: number(nvme.critical_warning),
    selfTestFailed: selfTestFailed(json),
  };
}

type Json = Record<string, unknown>;

function readAnswer(result: CommandResult): { json: Json } | ReturnType<typeof notSeen> {
  if (result.failure === 'not-found') return notSeen('smartctl is not installed');
  if (result.failure) return notSeen(`smartctl: ${result.failure}`);
  try {
    const json: unknown = JSON.parse(result.stdout);
    if (typeof json === 'object' && json !== null) return { json: json as Json };
  } catch {
    // smartctl before 7.0 knows no JSON
  }
  return notSeen('smartctl gives no JSON (it does since version 7.0)');
}

function reasonIn(json: Json): string {
  const said = messages(json);
  if (/permission denied|not permitted|must be root/i.test(said)) return 'needs root';
  return said || 'smartctl cannot open it';
}

function messages(json: Json): string {
  const list = part(json, 'smartctl').messages;
  return Array.isArray(list) ? list.map((message: Json) => text(message.string) ?? '').join('; ') : '';
}

function rawValue(json: Json, id: number): number | null {
  const table = part(json, 'ata_smart_attributes').table;
  const row = Array.isArray(table) ? table.find((entry: Json) => entry.id === id) : undefined;
  return row ? number(part(row as Json, 'raw').value) : null;
}

function scsiErrors(json: Json): number | null {
  const log = part(json, 'scsi_error_counter_log');
  const counts = ['read', 'write', 'verify'].map(kind => number(part(log, kind).total_uncorrected_errors));
  const known = counts.filter(count => count !== null);
  return known.length > 0 ? known.reduce((sum, count) => sum + count, 0) : null;
}

function selfTestFailed(json: Json): boolean {
  const ata = part(part(json, 'ata_smart_self_test_log'), 'standard').table;
  const nvme = part(json, 'nvme_self_test_log').table;
  const last = ((Array.isArray(ata) && ata[0]) || (Array.isArray(nvme) && nvme[0]) || {}) as Json;
  const result = number(part(last, 'self_test_result').value);
  // NVMe base specification, Get Log Page 06h: 0 passed, 5–7 failed, the others were broken off.
  return part(last, 'status').passed === false || (result !== null && result >= 5 && result <= 7);
}

function part(json: Json, name: string): Json {
  const value = json[name];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown) => (typeof value === 'number' ? value : null);
const percent = (value: unknown) => (typeof value === 'number' ? value / 100 : null);

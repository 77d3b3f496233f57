import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../src/system/command.ts';
import { readSmart, smart, smartDevices } from '../../src/system/smart.ts';
import { recorded, withPrograms } from './recorded.ts';

/** What smartctl printed, as JSON; `exit` is its own. */
function answer(json: object, exit = 0): CommandResult {
  const stdout = JSON.stringify({ json_format_version: [1, 0], ...json });
  return { exit, signal: null, stdout, stderr: '', cut: false, failure: null, elapsed: 1 };
}

const complaint = (string: string) => ({
  smartctl: { messages: [{ string, severity: 'error' }], exit_status: 2 },
});
const raw = (id: number, value: number) => ({ id, raw: { value, string: String(value) } });

describe('SMART', () => {
  it('reads an ATA disk', () => {
    const disk = answer({
      model_name: 'WDC WD40EFRX',
      serial_number: 'WD-1',
      firmware_version: '82.00',
      device: { name: '/dev/sda', type: 'sat', protocol: 'ATA' },
      smart_status: { passed: true },
      temperature: { current: 34 },
      power_on_time: { hours: 100 },
      power_mode: { ata_value: 255, name: 'ACTIVE or IDLE' },
      ata_smart_attributes: { table: [raw(5, 8), raw(197, 1), raw(198, 2), raw(199, 3)] },
      ata_smart_self_test_log: { standard: { table: [{ status: { value: 0, passed: true } }] } },
    });
    expect(readSmart(disk)).toMatchObject({
      seen: true,
      protocol: 'ATA',
      failing: false,
      asleep: false,
      temperature: 34,
      poweredOn: 360_000_000,
      reallocated: 8,
      pending: 1,
      uncorrectable: 2,
      linkErrors: 3,
      wear: null,
      selfTestFailed: false,
    });
  });

  it('reads an NVMe disk that is failing: exit status 8 says so, and is no failure of ours', () => {
    const nvme = {
      critical_warning: 1,
      available_spare: 3,
      available_spare_threshold: 10,
      percentage_used: 112,
      media_errors: 7,
    };
    const log = { nvme_smart_health_information_log: nvme, smart_status: { passed: false } };
    const tests = { nvme_self_test_log: { table: [{ self_test_result: { value: 7 } }] } };
    expect(readSmart(answer({ ...log, ...tests }, 8))).toMatchObject({
      seen: true,
      failing: true,
      criticalWarning: 1,
      spare: 0.03,
      spareThreshold: 0.1,
      wear: 1.12,
      mediaErrors: 7,
      selfTestFailed: true,
    });
  });

  it('reads a SCSI disk', () => {
    const log = { read: { total_uncorrected_errors: 1 }, write: { total_uncorrected_errors: 2 } };
    expect(readSmart(answer({ scsi_grown_defect_list: 4, scsi_error_counter_log: log }))).toMatchObject({
      reallocated: 4,
      mediaErrors: 3,
      failing: false,
    });
  });

  it('leaves a disk asleep', () => {
    const asleep = readSmart(answer(complaint('Device is in STANDBY mode, exit(2)'), 2));
    expect(asleep).toMatchObject({ seen: true, asleep: true, failing: false, temperature: null });
  });

  it('is not seen by those who are not root, or without smartctl, or with one that is too old', async () => {
    // The complaint as smartctl 7.3 words it.
    const denied = complaint('Smartctl open device: /dev/sda failed: Permission denied');
    expect(readSmart(answer(denied, 2))).toEqual({ seen: false, reason: 'needs root' });
    const missing = { ...answer({}), exit: null, failure: 'not-found' as const };
    expect(readSmart(missing)).toEqual({ seen: false, reason: 'smartctl is not installed' });
    const old = withPrograms(recorded({}), { smartctl: 'echo "smartctl 6.6"; exit 1' });
    expect(await smart(old, '/dev/sda')).toEqual({ seen: false, reason: expect.stringContaining('7.0') });
  });

  it('gives the reason where a disk knows no SMART', () => {
    // As smartctl 7.3 says of a virtual disk.
    const virtual = answer(complaint('/dev/vda: Unable to detect device type'), 1);
    expect(readSmart(virtual)).toEqual({ seen: false, reason: '/dev/vda: Unable to detect device type' });
  });

  it('finds disks behind controllers', async () => {
    const devices = [
      { name: '/dev/sda', type: 'sat' },
      { name: '/dev/bus/0', type: 'megaraid,3' },
      { name: '/dev/sdb', type: 'scsi', open_error: 'No such device' },
    ];
    const scan = (found: object[]) =>
      withPrograms(recorded({}), { smartctl: `cat <<'END'\n${JSON.stringify({ devices: found })}\nEND` });
    expect(await smartDevices(scan(devices))).toEqual({
      seen: true,
      devices: [
        { device: '/dev/sda', type: 'sat' },
        { device: '/dev/bus/0', type: 'megaraid,3' },
      ],
    });
    const denied = [{ name: '/dev/sda', type: 'scsi', open_error: 'Permission denied' }];
    expect(await smartDevices(scan(denied))).toEqual({ seen: false, reason: 'needs root' });
  });
});

import { arch } from 'node:os';
import { type Machine, readDevice, readText } from './machine.ts';
import { memory } from './memory.ts';

/** What this machine is. What cannot be told is null. */
export interface OperatingSystem {
  /** `debian`, `guix`, `fedora` (os-release(5)). */
  distribution: string | null;
  /** `Debian GNU/Linux 12 (bookworm)` */
  name: string | null;
  /** `12`; Guix has none. */
  version: string | null;
  kernel: string | null;
  /** As Node calls it: `x64`, `arm64`. */
  architecture: string;
  /** The processor's name. */
  cpu: string | null;
  /** Processors that are online, hyperthreads counted. */
  cpus: number;
  /** Bytes of memory. */
  memory: number | null;
  vendor: string | null;
  product: string | null;
  /** Is it a virtual machine? */
  virtual: boolean;
  /** `docker`, `podman`, `lxc`, `systemd-nspawn`; null outside of containers. */
  container: string | null;
}

/** Operating system and hardware. */
export async function operatingSystem(machine: Machine): Promise<OperatingSystem> {
  const release = readText(machine, '/etc/os-release') ?? readText(machine, '/usr/lib/os-release') ?? '';
  const about = (name: string) => new RegExp(`^${name}=(["']?)(.*)\\1$`, 'm').exec(release)?.[2] || null;
  const cpuinfo = readText(machine, '/proc/cpuinfo') ?? '';
  return {
    distribution: about('ID'),
    name: about('PRETTY_NAME') ?? about('NAME'),
    version: about('VERSION_ID'),
    kernel: readText(machine, '/proc/sys/kernel/osrelease')?.trim() ?? null,
    architecture: arch(),
    cpu: /^(?:model name|Model|cpu model)\s*: (.+)$/m.exec(cpuinfo)?.[1] ?? null,
    cpus: cpuinfo.match(/^processor\s*:/gm)?.length ?? 1,
    memory: (await memory(machine))?.total ?? null,
    vendor: (await readDevice(machine, '/sys/class/dmi/id/sys_vendor')) || null,
    product:
      (await readDevice(machine, '/sys/class/dmi/id/product_name')) || (await deviceTreeModel(machine)),
    virtual: /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo),
    container: container(machine),
  };
}

/** What boards without DMI are. */
async function deviceTreeModel(machine: Machine): Promise<string | null> {
  return (await readDevice(machine, '/proc/device-tree/model'))?.replace(/\0/g, '') || null;
}

function container(machine: Machine): string | null {
  const told = readText(machine, '/run/systemd/container')?.trim();
  if (told) return told;
  if (readText(machine, '/run/.containerenv') !== null) return 'podman';
  if (readText(machine, '/.dockerenv') !== null) return 'docker';
  return /(?:^|\0)container=([^\0]+)/.exec(readText(machine, '/proc/1/environ') ?? '')?.[1] ?? null;
}

import { linkText, type Machine, namesIn, readDevice, readDeviceNumber } from './machine.ts';

/** °C; what a chip does not tell is null. */
export interface Temperature {
  /** The chip's driver: `coretemp`, `k10temp`, `nvme`, `drivetemp`. */
  chip: string;
  /** What the chip sits in: `nvme0`, `0000:00:18.3`; tells two of a kind apart. */
  device: string;
  label: string;
  value: number;
  max: number | null;
  critical: number | null;
  /** The chip itself says it is too hot. */
  alarm: boolean;
}

export interface Fan {
  chip: string;
  device: string;
  label: string;
  /** Turns per minute. */
  speed: number;
  min: number | null;
  alarm: boolean;
}

export interface Sensors {
  temperatures: Temperature[];
  fans: Fan[];
}

/**
 * Temperatures and fans (Linux' Documentation/hwmon/sysfs-interface.rst), else thermal zones; both lists are
 * empty on most virtual machines. A sensor that is broken, or asleep with its disk, is left out.
 */
export async function sensors(machine: Machine): Promise<Sensors> {
  const chips = await Promise.all(namesIn(machine, '/sys/class/hwmon').map(name => readChip(machine, name)));
  const temperatures = chips.flatMap(chip => chip.temperatures);
  const fans = chips.flatMap(chip => chip.fans);
  return { temperatures: temperatures.length > 0 ? temperatures : await thermalZones(machine), fans };
}

async function readChip(machine: Machine, name: string): Promise<Sensors> {
  const directory = `/sys/class/hwmon/${name}`;
  const chip = (await readDevice(machine, `${directory}/name`)) ?? name;
  const device = linkText(machine, `${directory}/device`)?.split('/').pop() ?? name;
  const files = namesIn(machine, directory);
  const channels = (pattern: RegExp) => files.flatMap(file => pattern.exec(file)?.[1] ?? []);
  const read = (pattern: RegExp, kind: (channel: Channel) => Promise<Temperature | Fan | null>) =>
    Promise.all(channels(pattern).map(id => kind({ machine, chip, device, id, path: `${directory}/${id}` })));
  const temperatures = await read(/^(temp\d+)_input$/, readTemperature);
  const fans = await read(/^(fan\d+)_input$/, readFan);
  return {
    temperatures: temperatures.filter(found => found !== null) as Temperature[],
    fans: fans.filter(found => found !== null) as Fan[],
  };
}

interface Channel {
  machine: Machine;
  chip: string;
  device: string;
  /** `temp1` */
  id: string;
  path: string;
}

async function readTemperature({ machine, chip, device, id, path }: Channel): Promise<Temperature | null> {
  const value = degrees(await readDeviceNumber(machine, `${path}_input`));
  if (value === null || !plausible(value) || (await flag(machine, `${path}_fault`))) return null;
  const limit = async (name: string) => {
    const found = degrees(await readDeviceNumber(machine, `${path}_${name}`));
    // Chips that know no limit say 0, -273 or 65261 °C.
    return found !== null && found > 0 && plausible(found) ? found : null;
  };
  const alarms = await Promise.all(
    ['alarm', 'max_alarm', 'crit_alarm'].map(name => flag(machine, `${path}_${name}`)),
  );
  return {
    chip,
    device,
    label: (await readDevice(machine, `${path}_label`)) || id,
    value,
    max: await limit('max'),
    critical: await limit('crit'),
    alarm: alarms.includes(true),
  };
}

async function readFan({ machine, chip, device, id, path }: Channel): Promise<Fan | null> {
  const speed = await readDeviceNumber(machine, `${path}_input`);
  if (speed === null || (await flag(machine, `${path}_fault`))) return null;
  const label = (await readDevice(machine, `${path}_label`)) || id;
  const min = await readDeviceNumber(machine, `${path}_min`);
  return { chip, device, label, speed, min, alarm: await flag(machine, `${path}_alarm`) };
}

/** What boards without hwmon offer (Documentation/driver-api/thermal/sysfs-api.rst). */
async function thermalZones(machine: Machine): Promise<Temperature[]> {
  const zones = namesIn(machine, '/sys/class/thermal').filter(name => name.startsWith('thermal_zone'));
  const found = await Promise.all(zones.map(name => readZone(machine, name)));
  return found.filter(zone => zone !== null);
}

async function readZone(machine: Machine, name: string): Promise<Temperature | null> {
  const directory = `/sys/class/thermal/${name}`;
  const value = degrees(await readDeviceNumber(machine, `${directory}/temp`));
  if (value === null || !plausible(value)) return null;
  const label = (await readDevice(machine, `${directory}/type`)) || name;
  const trip = async (kind: string) => {
    for (const file of namesIn(machine, directory)) {
      const point = /^(trip_point_\d+)_type$/.exec(file)?.[1];
      if (point && (await readDevice(machine, `${directory}/${file}`)) === kind)
        return degrees(await readDeviceNumber(machine, `${directory}/${point}_temp`));
    }
    return null;
  };
  const critical = await trip('critical');
  const alarm = critical !== null && value >= critical;
  return { chip: 'thermal', device: name, label, value, max: await trip('hot'), critical, alarm };
}

const degrees = (thousandths: number | null) => (thousandths === null ? null : thousandths / 1000);
const plausible = (celsius: number) => celsius > -60 && celsius < 250;
const flag = async (machine: Machine, path: string) => (await readDevice(machine, path)) === '1';

import { cpuTimes, cpuUsage } from '../cpu.ts';
import { fileDescriptors } from '../file-descriptors.ts';
import { kernelLog, oomKills } from '../kernel-log.ts';
import { load } from '../load.ts';
import { memory } from '../memory.ts';
import { operatingSystem } from '../operating-system.ts';
import { pressure } from '../pressure.ts';
import { primitive } from '../primitive.ts';
import { processPrograms } from '../process-programs.ts';
import { processCounts, processExecutable, processes } from '../processes.ts';
import { rebootNeeded } from '../reboot-needed.ts';
import { uptime } from '../uptime.ts';
import { logins } from '../users.ts';

/** What the kernel knows: memory, load, processes, who is here. All are #f where /proc does not tell. */
export const kernel = [
  primitive({
    name: 'operating-system',
    doc: 'What this machine is.',
    returns: `distribution, name, version, kernel, architecture, cpu, cpus, memory (bytes), vendor, product,
virtual, container`,
    takes: {},
    keywords: {},
    call: machine => operatingSystem(machine),
  }),
  primitive({
    name: 'uptime',
    doc: `How long the machine has been up. Another boot means that it was restarted; booted moves with the
clock.`,
    returns: 'uptime (ms), booted (time), boot (an id)',
    takes: {},
    keywords: {},
    call: machine => uptime(machine),
  }),
  primitive({
    name: 'reboot-needed',
    doc: 'Whether something else is installed than runs, for want of a restart.',
    returns: `needed, reasons (list of "requested", "newer-kernel", "other-system"), packages, kernel,
newest-kernel`,
    takes: {},
    keywords: {},
    call: machine => rebootNeeded(machine),
  }),
  primitive({
    name: 'memory',
    doc: 'Memory and swap, as free(1) has them.',
    returns: `total, available, used, free, buffers, cached, shared, dirty, zfs-cache (what ZFS would give
back), swap-total, swap-free, swap-used (bytes), used-ratio, swap-used-ratio (0–1; #f without swap)`,
    takes: {},
    keywords: {},
    call: machine => memory(machine),
  }),
  primitive({
    name: 'pressure',
    doc: `How much of the time tasks waited for CPU, disks, memory (PSI); #f where the kernel keeps no such
record.`,
    returns: 'cpu, io, memory: each some and full: last10, last60, last300 (0–1, by seconds), total (ms)',
    takes: {},
    keywords: {},
    call: machine => pressure(machine),
  }),
  primitive({
    name: 'load-average',
    doc: 'Tasks that run or wait, averaged over 1, 5 and 15 minutes.',
    returns: 'one, five, fifteen, cpus, runnable, tasks',
    takes: {},
    keywords: {},
    call: machine => load(machine),
  }),
  primitive({
    name: 'cpu-times',
    doc: 'CPU time since boot.',
    returns: 'user, nice, system, idle, iowait, interrupts, steal (ms of all CPUs together)',
    takes: {},
    keywords: {},
    call: machine => cpuTimes(machine),
  }),
  primitive({
    name: 'cpu-usage',
    doc: 'How the CPUs were used since this monitor last asked; #f the first time.',
    returns: 'busy, user, system, iowait, steal (0–1)',
    takes: {},
    keywords: {},
    call: machine => cpuUsage(machine),
  }),
  primitive({
    name: 'counter-growth',
    doc: `What counters have grown by since this monitor last looked; #f the first time. A counter that fell
was set to zero in between, and has grown by what it is now.`,
    returns: 'interval (ms), grown: by name',
    takes: { name: 'text', counters: 'counters' },
    keywords: {},
    call: async (machine, { name, counters }) => machine.counters.growth(`counters ${name}`, counters),
  }),
  primitive({
    name: 'processes',
    doc: 'The processes whose name or command line holds #:text; all without it.',
    returns: `list of: pid, parent, name, command, state (R S D Z T I), user (uid), threads, resident (bytes),
cpu (ms), age (ms)`,
    takes: {},
    keywords: { text: 'text' },
    call: (machine, _, { text }) => processes(machine, text),
  }),
  primitive({
    name: 'process-counts',
    doc: 'How many processes and threads there are, and may be.',
    returns: 'total, running, blocked, zombies, threads, limit, used-ratio (threads of the limit, 0–1)',
    takes: {},
    keywords: {},
    call: machine => processCounts(machine),
  }),
  primitive({
    name: 'process-executable',
    doc: `The program a process runs, as a path: in /gnu/store on Guix. #f where it may not be seen (needs
root).`,
    returns: 'a string or #f',
    takes: { pid: 'integer' },
    keywords: {},
    call: (machine, { pid }) => processExecutable(machine, pid),
  }),
  primitive({
    name: 'process-programs',
    doc: `What a process runs: its program, and the script where that is an interpreter. Without root only
one's own processes tell; #:program stands in for the others.`,
    returns: 'programs: list of paths, replaced (is the file gone or another since it was started?)',
    takes: { pid: 'integer' },
    keywords: { program: 'text' },
    call: (machine, { pid }, { program }) => processPrograms(machine, pid, program),
  }),
  primitive({
    name: 'file-descriptors',
    doc: 'Open files of the machine, and of the #:most (5) processes that are nearest to their own limit.',
    returns: 'used, limit, used-ratio, processes: list of pid, process, used, limit, used-ratio (0–1)',
    takes: {},
    keywords: { most: 'integer' },
    call: (machine, _, { most }) => fileDescriptors(machine, most),
  }),
  primitive({
    name: 'oom-kills',
    doc: `Processes that the kernel has killed for want of memory. To know which, its log is read, which needs
root.`,
    returns: 'count (since boot), victims: #f or list of pid, process, time (ms since boot), group',
    takes: {},
    keywords: {},
    call: machine => oomKills(machine),
  }),
  primitive({
    name: 'kernel-log',
    doc: "The kernel's messages, oldest first, as dmesg(1) has them. Needs root on most machines.",
    returns: `seen, messages: list of priority (0 worst – 7), time (ms since boot), text — or seen #f and
reason`,
    takes: {},
    keywords: {},
    call: machine => kernelLog(machine),
  }),
  primitive({
    name: 'logins',
    doc: 'Who is logged in; #f where nobody keeps account.',
    returns: 'list of: user, terminal, from (a host), since (time)',
    takes: {},
    keywords: {},
    call: machine => logins(machine),
  }),
];

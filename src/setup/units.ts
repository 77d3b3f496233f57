/** What a unit of systemd runs: Node and the bundled program, by their whole names, as a unit knows no PATH. */
export interface UnitProgram {
  node: string;
  /** The folder of the bundled programs. */
  programs: string;
}

export interface Unit {
  /** As `sheepdog-daemon.service`. */
  name: string;
  text: string;
}

/** The user that runs both daemons, and its group, whose members may read the store. */
export const DAEMON_USER = 'sheepdog';

const STORE = '/var/lib/sheepdog';
const SPOOL = '/var/spool/sheepdog';

/** Without it the C library keeps 2 MiB for each of Node's threads (npm run bench -- daemon). */
export const ENVIRONMENT = 'NODE_ENV=production MALLOC_ARENA_MAX=1';

/** The daemon that watches a machine. */
export function watchUnit(program: UnitProgram): Unit {
  return daemonUnit('sheepdog-daemon', 'Sheepdog watches this machine', 'network.target', program);
}

/** The daemon that receives on a server. */
export function receiveUnit(program: UnitProgram): Unit {
  const description = 'Sheepdog receives what the machines of the herd send';
  const after = 'network.target redis-server.service';
  return daemonUnit('sheepdog-queue-daemon', description, after, program);
}

/**
 * Root's part of the watch: what only root sees, as disks' own health. It opens no network and reads no messages, and may
 * read what is not root's (CAP_DAC_READ_SEARCH), see what the processes of others run and have open (SYS_PTRACE), ask
 * disks (SYS_RAWIO, SYS_ADMIN) and the kernel's log (SYSLOG). PrivateNetwork would hide which ports the machine has open.
 */
export function lookUnit({ node, programs }: UnitProgram): Unit {
  const text = `[Unit]
Description=Sheepdog sees what only root sees
Documentation=man:sheepdog-look(1)
After=sheepdog-daemon.service

[Service]
ExecStart=${node} ${programs}/sheepdog.cjs look --stay
Restart=always
RestartSec=10
UMask=0027
Environment=${ENVIRONMENT}
ReadWritePaths=${SPOOL}
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_SYS_RAWIO CAP_SYS_ADMIN CAP_SYS_PTRACE CAP_SYSLOG
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
PrivateMounts=yes
IPAddressDeny=any
RestrictAddressFamilies=AF_UNIX
${HARDENING}
[Install]
WantedBy=multi-user.target
`;
  return { name: 'sheepdog-look.service', text };
}

/**
 * The monitors look at the machine and change nothing: all is read-only to them but the spool and the store. Left out of
 * systemd.exec(5): MemoryDenyWriteExecute, since V8 writes the code it runs; ProtectProc and PrivateNetwork, since they
 * look at the processes and connections of others.
 */
const HARDENING = `ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
NoNewPrivileges=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
`;

function daemonUnit(name: string, description: string, after: string, { node, programs }: UnitProgram): Unit {
  const text = `[Unit]
Description=${description}
Documentation=man:${name}(8)
After=${after}

[Service]
Type=notify
NotifyAccess=all
ExecStart=${node} ${programs}/${name}.cjs
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=2
WatchdogSec=5min
User=${DAEMON_USER}
Group=${DAEMON_USER}
UMask=0027
Environment=${ENVIRONMENT} SHEEPDOG_SPOOL=${SPOOL} SHEEPDOG_STORE=${STORE}/sheepdog.db
ReadWritePaths=${SPOOL} ${STORE}
CapabilityBoundingSet=
AmbientCapabilities=
PrivateDevices=yes
ProtectKernelLogs=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
${HARDENING}
[Install]
WantedBy=multi-user.target
`;
  return { name: `${name}.service`, text };
}

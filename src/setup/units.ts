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

/** The daemon that watches a machine. */
export function watchUnit(program: UnitProgram): Unit {
  return unit('sheepdog-daemon', 'Sheepdog watches this machine', 'network.target', program);
}

/** The daemon that receives on a server. */
export function receiveUnit(program: UnitProgram): Unit {
  return unit(
    'sheepdog-queue-daemon',
    'Sheepdog receives what the machines of the herd send',
    'network.target redis-server.service',
    program,
  );
}

/**
 * The monitors of the daemon look at the machine and change nothing: all is read-only to it but the spool and the store.
 * Left out of systemd.exec(5): MemoryDenyWriteExecute, since V8 writes the code it runs; ProtectProc and PrivateNetwork,
 * since it looks at the processes and connections of others.
 */
function unit(daemon: string, description: string, after: string, { node, programs }: UnitProgram): Unit {
  const text = `[Unit]
Description=${description}
Documentation=man:${daemon}(8)
After=${after}

[Service]
Type=notify
NotifyAccess=all
ExecStart=${node} ${programs}/${daemon}.cjs
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=2
WatchdogSec=5min
User=${DAEMON_USER}
Group=${DAEMON_USER}
UMask=0027
Environment=NODE_ENV=production SHEEPDOG_SPOOL=${SPOOL} SHEEPDOG_STORE=${STORE}/sheepdog.db

ProtectSystem=strict
ReadWritePaths=${SPOOL} ${STORE}
ProtectHome=read-only
PrivateTmp=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
  return { name: `${daemon}.service`, text };
}

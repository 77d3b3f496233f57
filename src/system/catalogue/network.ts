import { certificateOf, certificatesInFile } from '../certificate.ts';
import { clockSync } from '../clock-sync.ts';
import { dnsLookup, RECORD_TYPES } from '../dns.ts';
import { httpGet } from '../http.ts';
import { networkAddresses, networkInterfacesOf } from '../network.ts';
import { clockOffset } from '../ntp.ts';
import { listeningPorts } from '../ports.ts';
import { primitive } from '../primitive.ts';
import { START_TLS } from '../start-tls.ts';
import { tcpConnect } from '../tcp.ts';

/** The network, and who answers on it. None of these raises an error: a failure is in what it returns. */
export const network = [
  primitive({
    name: 'network-interfaces',
    doc: 'The network interfaces with their counters, which counter-growth makes into rates.',
    returns: `list of: name, state, virtual, carrier, speed (bit/s), duplex, mtu, hardware-address,
carrier-changes, received-bytes, received-packets, received-errors, received-dropped, sent-bytes,
sent-packets, sent-errors, sent-dropped`,
    takes: {},
    keywords: {},
    call: machine => networkInterfacesOf(machine),
  }),
  primitive({
    name: 'network-addresses',
    doc: 'The addresses of this machine, without loopback.',
    returns: 'list of: interface, address, family ("IPv4" or "IPv6"), prefix (bits)',
    takes: {},
    keywords: {},
    call: () => networkAddresses(),
  }),
  primitive({
    name: 'listening-ports',
    doc: `The ports on which somebody listens. Whose they are is known of one’s own processes; of all, for
root.`,
    returns: 'list of: protocol ("tcp" or "udp"), family, address, port, user (uid), pid, process',
    takes: {},
    keywords: {},
    call: machine => listeningPorts(machine),
  }),
  primitive({
    name: 'tcp-connect',
    doc: 'Connects to a port, says #:send, and waits until #:expect is heard, all within #:timeout (10 s).',
    returns: `connected, address, elapsed (ms until connected), text (what was heard), failure: #f, "refused",
"timed-out", "unknown-host", "unreachable", "unexpected" …`,
    takes: { host: 'text', port: 'integer' },
    keywords: { timeout: 'duration', send: 'text', expect: 'text' },
    call: (machine, { host, port }, options) => tcpConnect(machine, host, port, options),
  }),
  primitive({
    name: 'http-get',
    doc: `Gets a URL within #:timeout (10 s), following #:follow (0) redirects, keeping #:max-bytes (1 MiB) of
the answer. Who cannot be trusted is not spoken to, unless #:insecure; #:ca is the PEM of whom to trust
instead of the well-known.`,
    returns: `url, status, headers, text, cut, elapsed (ms), certificate (as certificate-of), failure: #f when
an answer came, "refused", "timed-out", "untrusted: CERT_HAS_EXPIRED" …`,
    takes: { url: 'text' },
    keywords: {
      timeout: 'duration',
      headers: 'table',
      follow: 'integer',
      maxBytes: 'integer',
      insecure: 'boolean',
      ca: 'text',
    },
    call: (machine, { url }, options) => httpGet(machine, url, options),
  }),
  primitive({
    name: 'certificate-of',
    doc: `The certificate that a server shows on #:port (443). #:name is whom to ask for, where it is not the
host; #:start-tls is "smtp", "imap" or "pop3" where the protocol begins in plain text.`,
    returns: `seen, subject, issuer, names, not-before, not-after, chain-not-after (times), serial,
fingerprint, self-signed, trusted, reason — or seen #f and reason`,
    takes: { host: 'text' },
    keywords: { port: 'integer', timeout: 'duration', name: 'text', startTls: START_TLS, ca: 'text' },
    call: (machine, { host }, { port, ...options }) => certificateOf(machine, host, port, options),
  }),
  primitive({
    name: 'certificates-in-file',
    doc: 'The certificates in a PEM file, in its order.',
    returns: `seen, certificates: list of subject, issuer, names, not-before, not-after (times), serial,
fingerprint, self-signed — or seen #f and reason`,
    takes: { path: 'text' },
    keywords: {},
    call: (machine, { path }) => certificatesInFile(machine, path),
  }),
  primitive({
    name: 'dns-lookup',
    doc: `Looks a name up: as programs here would, or, with #:type ("A", "AAAA", "CNAME", "MX", "NS", "PTR",
"SOA", "SRV", "TXT") or #:server (an address, a port may follow), by asking a name server.`,
    returns: `answers (sorted strings), elapsed (ms), failure: #f, "unknown-name", "no-record",
"server-failed", "refused", "timed-out" …`,
    takes: { name: 'text' },
    keywords: { timeout: 'duration', type: RECORD_TYPES, server: 'text' },
    call: (machine, { name }, options) => dnsLookup(machine, name, options),
  }),
  primitive({
    name: 'clock-offset',
    doc: "How far this machine's clock is behind a time server's, by one SNTP question. Needs no root.",
    returns: 'seen, offset, delay (ms), stratum — or seen #f and reason',
    takes: { server: 'text' },
    keywords: { timeout: 'duration' },
    call: (machine, { server }, options) => clockOffset(machine, server, options),
  }),
  primitive({
    name: 'clock-sync',
    doc: 'Whether chrony, ntpd or systemd-timesyncd keeps the clock right, as they say themselves.',
    returns: 'seen, by, synchronized, offset (ms, #f where not told), stratum — or seen #f and reason',
    takes: {},
    keywords: {},
    call: machine => clockSync(machine),
  }),
];

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { errorCode, errorText } from '../model/fault.ts';
import { connectionFailure, openTls } from './connection.ts';
import { deadline } from './deadline.ts';
import { type Machine, pathOn } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';
import { type StartTls, startTls } from './start-tls.ts';
import { NETWORK_TIME_LIMIT } from './tcp.ts';

/** What matters of an X.509 certificate. */
export interface Certificate {
  /** `CN=example.org, O=…` */
  subject: string;
  issuer: string;
  /** DNS names and addresses it is for. */
  names: string[];
  /** Milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
  serial: string;
  /** SHA-256 of it, in hexadecimal with colons. */
  fingerprint: string;
  selfSigned: boolean;
}

/** The certificate of somebody who was connected to. */
export interface PeerCertificate extends Certificate {
  /** Would a program here trust it: signed by somebody trusted, for this name, and in time? */
  trusted: boolean;
  /** Why not: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`, `DEPTH_ZERO_SELF_SIGNED_CERT` … */
  reason: string | null;
  /** The first end among this certificate and those that were sent along with it: milliseconds since 1970. */
  chainNotAfter: number;
}

export interface CertificateOptions {
  /** Milliseconds; 10 s. */
  timeout?: number | undefined;
  /** The name to ask for, where it is not the host's. */
  name?: string | undefined;
  /** How a plain connection is turned into TLS. */
  startTls?: StartTls | undefined;
  /** PEM of those to trust instead of the well-known. */
  ca?: string | undefined;
}

/** The certificates in a PEM file, in its order: the first is the server's own. */
export async function certificatesInFile(
  machine: Machine,
  path: string,
): Promise<Seen<{ certificates: Certificate[] }>> {
  try {
    const text = await readFile(pathOn(machine, path), 'utf8');
    const blocks = text.match(
      /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g,
    );
    if (!blocks) return notSeen('no certificate in it');
    return { seen: true, certificates: blocks.map(block => describe(new X509Certificate(block))) };
  } catch (error) {
    const reasons: Record<string, string> = { ENOENT: 'no such file', EACCES: 'needs root' };
    return notSeen(reasons[errorCode(error) ?? ''] ?? errorText(error));
  }
}

/** The certificate that a server shows. */
export async function certificateOf(
  machine: Machine,
  host: string,
  port = 443,
  options: CertificateOptions = {},
): Promise<Seen<PeerCertificate>> {
  const time = deadline(machine, options.timeout ?? NETWORK_TIME_LIMIT);
  let socket: TLSSocket | null = null;
  try {
    const over = options.startTls && (await startTls({ host, port }, options.startTls, time));
    socket = await openTls({ host, port }, time, { name: options.name, ca: options.ca, over });
    const found = peerCertificate(socket);
    return found ? { seen: true, ...found } : notSeen('no certificate was shown');
  } catch (error) {
    return notSeen(connectionFailure(error, time));
  } finally {
    socket?.destroy();
    time.release();
  }
}

/** The certificate at the other end of a connection; null where none was shown. */
export function peerCertificate(socket: TLSSocket): PeerCertificate | null {
  const own = socket.getPeerX509Certificate();
  if (!own) return null;
  const certificate = describe(own);
  return {
    ...certificate,
    trusted: socket.authorized,
    // It is declared an Error and is a string for some reasons.
    reason: socket.authorized
      ? null
      : (errorCode(socket.authorizationError) ?? String(socket.authorizationError)),
    chainNotAfter: Math.min(certificate.notAfter, ...chainEnds(own)),
  };
}

function describe(certificate: X509Certificate): Certificate {
  const oneLine = (name: string) => name.split('\n').join(', ');
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate.subjectAltName ?? ''),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    selfSigned: certificate.checkIssued(certificate),
  };
}

/**
 * `DNS:example.org, IP Address:127.0.0.1`; a name with odd characters is in JSON (CVE-2021-44532) and stays
 * as it is.
 */
function namesOf(alternatives: string): string[] {
  return alternatives.split(', ').flatMap(name => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []);
}

/** The ends of the certificates that were sent; a root's own does not matter to those who trust it. */
function chainEnds(leaf: X509Certificate): number[] {
  const ends: number[] = [];
  for (let at = leaf.issuerCertificate; at && !at.checkIssued(at); at = at.issuerCertificate)
    ends.push(Date.parse(at.validTo));
  return ends;
}

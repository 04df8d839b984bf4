import { isIPv4 } from 'node:net';

/** An address that LiveKit offers for media. */
export interface Candidate {
  transport: 'udp' | 'tcp';
  host: string;
  port: number;
  /** `host`, `srflx` (as seen by a STUN server) or `relay` (a TURN server). */
  type: string;
}

/** Reads `candidate:1 1 udp 2130706431 203.0.113.7 7882 typ host ...` (RFC 8839); null for anything else. */
export function parseCandidate(line: string): Candidate | null {
  const [head, , transport, , host, port, , type] = line.trim().split(' ');
  const protocol = transport?.toLowerCase();
  if (!head?.startsWith('candidate:') || !host || !type) return null;
  if (protocol !== 'udp' && protocol !== 'tcp') return null;
  return { transport: protocol, host, port: Number(port), type };
}

/** Loopback, home and container networks (RFC 1918, 3927, 4193, 6598): nobody elsewhere gets there. */
export function isPrivate(host: string): boolean {
  if (!isIPv4(host)) return /^(::1$|f[cd]|fe80)/i.test(host);
  const [a = 0, b = 0] = host.split('.').map(Number);
  return (
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128)
  );
}

/** `UDP 203.0.113.7:7882` */
export function nameOf({ transport, host, port, type }: Candidate): string {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return `${transport.toUpperCase()} ${address}${type === 'relay' ? ' (TURN)' : ''}`;
}

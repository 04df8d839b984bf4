import { BlockList, isIP } from 'node:net';

/** Addresses that mean something only at home: loopback, private, link-local, carrier's. */
const AT_HOME = new BlockList();
AT_HOME.addSubnet('0.0.0.0', 8);
AT_HOME.addSubnet('10.0.0.0', 8);
AT_HOME.addSubnet('100.64.0.0', 10);
AT_HOME.addSubnet('127.0.0.0', 8);
AT_HOME.addSubnet('169.254.0.0', 16);
AT_HOME.addSubnet('172.16.0.0', 12);
AT_HOME.addSubnet('192.168.0.0', 16);
AT_HOME.addAddress('::', 'ipv6');
AT_HOME.addAddress('::1', 'ipv6');
AT_HOME.addSubnet('fc00::', 7, 'ipv6');
AT_HOME.addSubnet('fe80::', 10, 'ipv6');

const HOME_NAMES = /(^|\.)(localhost|local|lan|home|internal|home\.arpa)$/;

/** Whether anybody, Discord included, can open what lies below this address; by its looks, nothing is asked. */
export function isPublicUrl(address: string | undefined): boolean {
  if (!address) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  if (version !== 0) return !AT_HOME.check(host, version === 4 ? 'ipv4' : 'ipv6');
  return host.includes('.') && !HOME_NAMES.test(host);
}

import { networkInterfaces } from 'node:os';
import type { Config } from '../config.ts';
import { isAnyAddress, localOrigin } from './local-origin.ts';

/** Where other processes of this installation reach this one, such as http://10.0.0.3:3000. */
export function internalAddress(
  { internalUrl, host }: Pick<Config['http'], 'internalUrl' | 'host'>,
  port: number,
): string {
  if (internalUrl) return internalUrl;
  return localOrigin(isAnyAddress(host) ? (firstAddress() ?? host) : host, port);
}

/** Of this machine on its network. */
function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

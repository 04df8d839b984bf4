/** Addresses that one listens on but can't call. */
const ANY: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Where a server that listens on `host` is found on its own machine. */
export function localOrigin(host: string, port: number): string {
  return `http://${ANY[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

/** Whether it stands for all addresses of a machine. */
export const isAnyAddress = (host: string): boolean => host in ANY;

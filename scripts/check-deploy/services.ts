import type { Compose, Service } from './compose.ts';
import { imageProblems } from './images.ts';
import { rightsProblems } from './rights.ts';

/** What every service of a Compose file has to have. @returns problems */
export function serviceProblems(where: string, { services }: Compose): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const at = `${where}, ${name}`;
    const demand = (right: unknown, words: string) => (right ? [] : [`${at}: ${words}`]);
    const checked = service.healthcheck?.test && !service.healthcheck.disable;
    return [
      ...imageProblems(at, service.image),
      ...demand(checked, 'has no health check'),
      ...rightsProblems(at, service),
      ...demand(service.logging?.options?.['max-size'], 'has a log that grows for ever'),
    ];
  });
}

/** What may be open to everybody: HTTPS, and HTTP for its certificate. LiveKit's own are in its configuration. */
const OPEN = new Set([80, 443]);

/** Ports on anything but loopback. @returns problems */
export function portProblems(where: string, { services }: Compose): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    published(service)
      .filter(({ address, port }) => address !== '127.0.0.1' && !OPEN.has(port))
      .map(({ port }) => `${where}, ${name}: port ${port} is open to everybody`),
  );
}

/** `[address:]port:inside[/protocol]` */
export function published({ ports = [] }: Service) {
  return ports.map((text) => {
    const [, address = '0.0.0.0', port, inside] =
      text.match(/^(?:([\d.]+):)?(\d+):(\d+)(?:\/\w+)?$/) ?? [];
    return { address, port: Number(port), inside: Number(inside) };
  });
}

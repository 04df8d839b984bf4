import type { Manifest } from './manifests.ts';

interface Path {
  path: string;
  backend: { service: { name: string; port: { name?: string; number?: number } } };
}

/** One of each kind that people open: a page, what belongs to it, a clip's own page, the API, the doctor's question. */
const OPEN = ['/', '/library', '/base.css', '/assets/a.js', '/c/1', '/api/clips', '/healthz'];
const INSIDE = ['/metrics', '/api/internal/1'];
const APP = 'hindsight';

/** What the outside reaches. @param livekit host and port of LIVEKIT_URL @returns problems */
export function ingressProblems(manifests: Manifest[], livekit: string): string[] {
  const services = manifests.filter(({ kind }) => kind === 'Service');
  const paths = manifests
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap(({ spec }) =>
      spec.rules.flatMap((rule: { http: { paths: Path[] } }) => rule.http.paths),
    );
  // LiveKit's own service comes from its Helm chart.
  const lost = paths.filter(({ backend: { service } }) => {
    const found = services.find(({ metadata }) => metadata.name === service.name);
    const ports: { name: string }[] = found?.spec.ports ?? [];
    const isLivekit = `${service.name}:${service.port.number}` === livekit;
    return !isLivekit && !ports.some(({ name }) => name === service.port.name);
  });
  const leadsToApp = (address: string) => {
    const name = longest(paths, address)?.backend.service.name;
    const service = services.find(({ metadata }) => metadata.name === name);
    return service?.spec.selector?.app === APP;
  };
  return [
    ...lost.map(({ path }) => `ingress: ${path} leads to no service`),
    ...OPEN.filter((one) => !leadsToApp(one)).map(
      (one) => `ingress: ${one} does not reach the app`,
    ),
    ...INSIDE.filter(leadsToApp).map((one) => `ingress: ${one} is open to everybody`),
  ];
}

/** Of prefixes, the longest counts; one that ends within a part of the address is none. */
function longest(paths: Path[], address: string): Path | undefined {
  return paths
    .filter(({ path }) => `${address}/`.startsWith(path === '/' ? path : `${path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}

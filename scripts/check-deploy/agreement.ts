import { parse } from 'yaml';
import type { Compose, Service } from './compose.ts';
import { published } from './services.ts';

/**
 * What the parts of docker-compose.yml have to say alike.
 * @param beside the Caddyfile, and the port that the app's image listens on
 * @returns problems
 */
export function agreementProblems(
  where: string,
  compose: Compose,
  beside: { caddyfile: string; port: number },
): string[] {
  const { app, livekit, egress } = compose.services;
  if (!app || !livekit || !egress) return [`${where}: app, livekit or egress is missing`];
  const server = parse(livekit.environment?.LIVEKIT_CONFIG ?? '') ?? {};
  const worker = parse(egress.environment?.EGRESS_CONFIG_BODY ?? '') ?? {};
  const env = app.environment ?? {};
  const problems: string[] = [];
  const same = (what: string, a: unknown, b: unknown) => {
    if (a !== b) problems.push(`${where}: ${what} differ: ${a} and ${b}`);
  };

  same('the users of app and egress', app.user, egress.user);
  const path = env.REPLAY_SEGMENTS_PATH ?? '';
  const inApp = mountOf(app, path);
  const inEgress = mountOf(egress, path);
  if (!inApp) problems.push(`${where}: ${path} of app is in no volume`);
  else if (!inEgress) problems.push(`${where}: egress has no volume at ${path}, where app reads`);
  else same(`the volumes behind ${path} in app and egress`, inApp, inEgress);
  if (!path.startsWith(`${env.DATA_DIR}/`))
    problems.push(`${where}: ${path} is outside of DATA_DIR, so no link can be made`);

  const [key] = Object.entries(server.keys ?? {});
  same('the keys of app and livekit', env.LIVEKIT_API_KEY, key?.[0]);
  same('the secrets of app and livekit', env.LIVEKIT_API_SECRET, key?.[1]);
  same('the keys of egress and livekit', worker.api_key, key?.[0]);
  same('the secrets of egress and livekit', worker.api_secret, key?.[1]);
  same('the keys of webhooks and app', server.webhook?.api_key, env.LIVEKIT_API_KEY);
  same('the addresses of LiveKit in app and egress', env.LIVEKIT_URL, worker.ws_url);
  same(
    'the port of LIVEKIT_URL and livekit',
    Number(new URL(env.LIVEKIT_URL ?? '').port),
    server.port,
  );

  const open = published(app).map(({ address, port }) => `${address}:${port}`);
  for (const url of server.webhook?.urls ?? []) {
    const { host, pathname } = new URL(url);
    if (!open.includes(host)) problems.push(`${where}: webhooks go to ${host}, app is at ${open}`);
    same('the path of webhooks and of app', pathname, '/api/livekit/webhook');
  }
  const upstreams = beside.caddyfile.match(/(?<=reverse_proxy ).*/g) ?? [];
  same("Caddy's signalling and livekit", upstreams[0], `livekit:${server.port}`);
  same("Caddy's upstream and the app", upstreams[1], `app:${beside.port}`);
  for (const { inside } of published(app))
    same('the published port of app and its own', inside, beside.port);
  same('the checked port of app and its own', checkedPort(app), beside.port);
  same('the checked port of livekit and its own', checkedPort(livekit), server.port);
  same('the checked port of egress and its own', checkedPort(egress), worker.health_port);

  const gateway = compose.networks?.default?.ipam?.config?.[0]?.gateway;
  for (const [name, service] of Object.entries({ app, egress })) {
    same(`the address of livekit in ${name} and the gateway`, hostOf(service, 'livekit'), gateway);
  }
  if (!server.bind_addresses?.includes(gateway))
    problems.push(`${where}: livekit does not listen on the gateway, ${gateway}`);
  const redis = published(compose.services.redis ?? {}).map((p) => `${p.address}:${p.port}`);
  if (!redis.includes(server.redis?.address))
    problems.push(
      `${where}: livekit looks for Redis at ${server.redis?.address}, it is at ${redis}`,
    );
  return problems;
}

/** Which volume, and what in it, lies at a path. */
function mountOf({ volumes = [] }: Service, path: string): string | undefined {
  const mounts = volumes.map((volume) => {
    if (typeof volume !== 'string')
      return { target: volume.target, from: `${volume.source}/${volume.volume?.subpath ?? ''}` };
    const [source, target = ''] = volume.split(':');
    return { target, from: `${source}/` };
  });
  const mount = mounts.find(({ target }) => path === target || path.startsWith(`${target}/`));
  if (!mount) return undefined;
  const rest = path.slice(mount.target.length + 1);
  return `${mount.from}${rest}`;
}

function hostOf({ extra_hosts = [] }: Service, name: string): string | undefined {
  return extra_hosts.find((host) => host.startsWith(`${name}:`))?.slice(name.length + 1);
}

/** Of the address that a health check asks. */
function checkedPort({ healthcheck }: Service): number {
  return Number(String(healthcheck?.test).match(/127\.0\.0\.1:(\d+)/)?.[1]);
}

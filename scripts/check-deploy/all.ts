import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { agreementProblems } from './agreement.ts';
import type { Check } from './check.ts';
import { appsOf, readCompose, schemaProblems } from './compose.ts';
import { egressProblems } from './egress-config.ts';
import { exampleEnv, shownIn } from './example-env.ts';
import { dockerfileEnv, dockerfileProblems, ignoreProblems } from './images.ts';
import { kubernetesProblems } from './kubernetes.ts';
import { livekitProblems } from './livekit-config.ts';
import {
  fieldProblems,
  type Manifest,
  schemaProblems as manifestProblems,
  readManifests,
} from './manifests.ts';
import { scaledProblems } from './scaled.ts';
import { portProblems, serviceProblems } from './services.ts';
import { appProblems, exampleProblems, handedOnProblems, referenceProblems } from './variables.ts';

const COMPOSE = 'docker-compose.yml';
const APP_ONLY = 'deploy/app-only.compose.yml';
const SCALED = 'deploy/scaled.compose.yml';
const EXAMPLE = 'deploy/.env.example';
const KUBERNETES = 'deploy/k8s';
const KUSTOMIZATION = 'kustomization.yaml';
/** To be copied, not to be applied. */
const EXAMPLE_SECRET = 'secret.example.yaml';

/**
 * Everything about the deployment that can be known without Docker, a cluster or the network.
 * @param root where docker-compose.yml, Dockerfile, .env.example and deploy/ are
 * @param livekitBin a livekit-server that LiveKit's configuration is given to; without it that is left out
 */
export async function checkDeploy(root: string, livekitBin?: string): Promise<Check[]> {
  return [
    ...(await checkCompose(root, livekitBin)),
    ...(await checkKubernetes(root)),
    ...(await checkFields(root)),
  ];
}

/** Compose files, what they take from `.env`, and the Dockerfile. */
export async function checkCompose(root: string, livekitBin?: string): Promise<Check[]> {
  const { read, check, checks } = open(root);
  const example = read(EXAMPLE);
  const env = exampleEnv(example);
  const shown = [...shownIn(example), ...shownIn(read('.env.example'))];
  const imageEnv = dockerfileEnv(read('Dockerfile'));

  for (const file of [COMPOSE, APP_ONLY, SCALED]) {
    const compose = () => readCompose(read(file), env);
    await check(`${file}: by the Compose schema`, () => schemaProblems(compose()));
    await check(`${file}: images, health checks, rights, logs`, () =>
      serviceProblems(file, compose()),
    );
    await check(`${file}: open ports`, () => portProblems(file, compose()));
    await check(`${file}: every \${VARIABLE} is explained`, () =>
      referenceProblems(file, read(file), shown),
    );
    await check(`${file}: the app's variables`, () =>
      appsOf(compose()).flatMap(([name, { environment }]) =>
        appProblems(`${file}, ${name}`, { ...imageEnv, ...environment }),
      ),
    );
    await check(`${file}: every setting reaches the app`, () =>
      handedOnProblems(
        file,
        appsOf(compose()).map(([, { environment = {} }]) => environment),
      ),
    );
  }
  await check(`${SCALED}: Redis keeps all, and every process finds the bucket`, () =>
    scaledProblems(SCALED, readCompose(read(SCALED), env)),
  );
  const compose = () => readCompose(read(COMPOSE), env);
  const bodyOf = (service: string, name: string) =>
    compose().services[service]?.environment?.[name] ?? '';
  await check(`${COMPOSE}: the parts agree`, () =>
    agreementProblems(COMPOSE, compose(), {
      caddyfile: read('deploy/Caddyfile'),
      port: Number(imageEnv.PORT),
    }),
  );
  await check(`${COMPOSE}: Egress's configuration`, () =>
    egressProblems(COMPOSE, bodyOf('egress', 'EGRESS_CONFIG_BODY')),
  );
  if (livekitBin) {
    await check(`${COMPOSE}: LiveKit's configuration, by livekit-server`, () =>
      livekitProblems(COMPOSE, bodyOf('livekit', 'LIVEKIT_CONFIG'), livekitBin),
    );
  }
  await check(`${EXAMPLE}: only what is used`, () =>
    exampleProblems(shownIn(example), [read(COMPOSE), read(APP_ONLY), read(SCALED)]),
  );
  await check('Dockerfile', () => dockerfileProblems(read('Dockerfile')));
  await check('.dockerignore', () => ignoreProblems(read('.dockerignore')));
  return checks;
}

/** The manifests, beside what the Dockerfile sets. */
export async function checkKubernetes(root: string): Promise<Check[]> {
  const { read, check, checks } = open(root);
  const imageEnv = dockerfileEnv(read('Dockerfile'));
  const files = manifestFiles(root);
  let manifests: Manifest[] = [];
  await check(`${KUBERNETES}: YAML`, () => {
    manifests = files.flatMap((file) => readManifests(file, read(join(KUBERNETES, file))));
    return [];
  });
  await check(`${KUBERNETES}: by Kubernetes' schemas`, () => manifestProblems(manifests));
  await check(`${KUBERNETES}: the parts agree`, () => kubernetesProblems(manifests, imageEnv));
  await check(`${KUBERNETES}: everything is in ${KUSTOMIZATION}`, () => {
    const { resources } = parse(read(join(KUBERNETES, KUSTOMIZATION)));
    const listed = [...resources, EXAMPLE_SECRET];
    return files
      .filter((file) => !listed.includes(file))
      .concat(listed.filter((file: string) => !files.includes(file)))
      .map((file) => `${KUBERNETES}: ${file} is in the folder or in ${KUSTOMIZATION}, not in both`);
  });
  return checks;
}

/** Misspelt fields of the manifests: apart, because TypeScript has to be started for it. */
export async function checkFields(root: string): Promise<Check[]> {
  const { read, check, checks } = open(root);
  await check(`${KUBERNETES}: only fields that there are`, () =>
    fieldProblems(
      manifestFiles(root).flatMap((file) => readManifests(file, read(join(KUBERNETES, file)))),
    ),
  );
  return checks;
}

function manifestFiles(root: string): string[] {
  return readdirSync(join(root, KUBERNETES)).filter((file) => file !== KUSTOMIZATION);
}

function open(root: string) {
  const checks: Check[] = [];
  return {
    checks,
    read: (file: string) => readFileSync(join(root, file), 'utf8'),
    /** What can't even be read is a problem of the file, and the others are still looked at. */
    async check(name: string, look: () => string[] | Promise<string[]>) {
      const problems = await Promise.resolve()
        .then(look)
        .catch((error: Error) => [error.message]);
      checks.push({ name, problems });
    },
  };
}

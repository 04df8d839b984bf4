import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { VARIABLES } from '../server/config.ts';
import { checkCompose, checkFields, checkKubernetes } from './check-deploy/all.ts';
import type { Check } from './check-deploy/check.ts';
import { findLivekit } from './parts/livekit.mjs';
import { ROOT } from './parts/paths.mjs';

// TypeScript and livekit-server are started, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const livekit = findLivekit(process.env.LIVEKIT_SERVER_BIN);
if (!livekit && process.env.CI) throw new Error('CI needs a livekit-server');
if (!livekit) console.log("skipped: LiveKit's configuration, because there is no livekit-server");

/** A copy of all that is looked at, with one thing changed. @returns what is said of it */
async function problemsWith(
  file: string,
  [from, to]: [string | RegExp, string],
  look: (root: string) => Promise<Check[]>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'hindsight-deploy-'));
  try {
    for (const name of [
      'docker-compose.yml',
      'Dockerfile',
      '.dockerignore',
      '.env.example',
      'deploy',
    ]) {
      await cp(join(ROOT, name), join(root, name), { recursive: true });
    }
    const text = await readFile(join(root, file), 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${from} is not in ${file}`);
    await writeFile(join(root, file), changed);
    const checks = await look(root);
    return checks.flatMap(({ problems }) => problems).join('\n');
  } finally {
    await rm(root, { recursive: true });
  }
}

test('npm run check:deploy finds the deployment right', () => {
  const said = execFileSync(process.execPath, ['scripts/check-deploy.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(said).toContain('The deployment is right.');
});

const COMPOSE = 'docker-compose.yml';
const APP = 'deploy/k8s/app.yaml';
const EGRESS = 'deploy/k8s/egress.yaml';
const INGRESS = 'deploy/k8s/ingress.yaml';
const SCALED = 'deploy/scaled.compose.yml';

/** Each a mistake that somebody could make: a file, what in it becomes what, and what is said of it. */
const MISTAKES: [string, string, string | RegExp, string, string][] = [
  ['another upstream', 'deploy/Caddyfile', 'app:3000', 'app:8080', "Caddy's upstream and the app"],
  ['a health check of another port', COMPOSE, '127.0.0.1:9099', '127.0.0.1:9090', 'port of egress'],
  [
    'a container port nobody listens on',
    APP,
    'containerPort: 3000',
    'containerPort: 80',
    'listens on',
  ],
  ['a probe of no port', EGRESS, 'path: /, port: health', 'path: /, port: helth', 'asks a port'],
  ['a misspelt key', COMPOSE, 'read_only: true', 'readonly: true', 'properties: readonly'],
  [
    'a setting that is forgotten',
    COMPOSE,
    'CLIP_QUALITY: ${CLIP_QUALITY:-}',
    '',
    'CLIP_QUALITY is not handed on',
  ],
  [
    'a variable nobody reads',
    COMPOSE,
    'DATA_DIR: /data',
    'DATADIR: /data',
    'DATADIR is no variable',
  ],
  ['a demanded one is missing', COMPOSE, /LIVEKIT_URL: .*/, '', 'LIVEKIT_URL is needed because'],
  ['a wrong value', COMPOSE, 'RECORDER: egress', 'RECORDER: egres', 'RECORDER has to be'],
  ['a role that there is not', SCALED, 'ROLES: bot', 'ROLES: bots', 'ROLES has to list some of'],
  ['a Redis that forgets', SCALED, '"--appendonly", "yes"', '"--save", "60"', 'needs --appendonly'],
  ['a Redis that drops', SCALED, 'noeviction', 'allkeys-lru', 'needs --maxmemory-policy'],
  ['a bucket that some do not see', SCALED, /S3_BUCKET: .*/, '', 'bot: does not get S3_BUCKET'],
  ['roles apart, records apart', SCALED, /STORE_URL: .*/, '', 'STORE_URL is needed because ROLES'],
  [
    'an unexplained reference',
    COMPOSE,
    '${LOG_LEVEL:-info}',
    '${LOGS:-info}',
    '${LOGS} is explained',
  ],
  ['a tag that moves', COMPOSE, 'egress:v1.9.1', 'egress:latest', 'egress:latest is not pinned'],
  ['no tag', COMPOSE, 'redis:7.4.1-alpine', 'redis', 'redis is not pinned'],
  [
    'no health check',
    COMPOSE,
    /healthcheck:\n +test: \["CMD", "curl"/,
    'x-old:\n      test: ["CMD", "curl"',
    'egress: has no health check',
  ],
  [
    'other folders',
    COMPOSE,
    'target: /data/replay',
    'target: /out/replay',
    'egress has no volume at',
  ],
  [
    'another part of the volume',
    COMPOSE,
    'subpath: replay-segments',
    'subpath: tmp',
    'the volumes behind',
  ],
  [
    'other users',
    COMPOSE,
    /(v1.9.1\n +user: )"1001:0"/,
    '$1"1000:0"',
    'the users of app and egress differ',
  ],
  ['webhooks elsewhere', COMPOSE, '}/api/livekit/webhook', '}/webhook', 'the path of webhooks'],
  [
    'an open port',
    COMPOSE,
    '127.0.0.1:16379:6379',
    '16379:6379',
    'port 16379 is open to everybody',
  ],
  ['a key Egress ignores', COMPOSE, 'health_port', 'healthport', 'Egress knows no healthport'],
  ['secrets in the image', '.dockerignore', 'secrets\n', '', 'secrets would be in the image'],
  ['root in the image', 'Dockerfile', 'USER 1001:0', '', 'runs as root'],
  [
    'an unpinned base',
    'Dockerfile',
    /node:24\S+ AS/,
    'node:24-slim AS',
    'node:24-slim is not pinned',
  ],
  [
    'a writable image',
    COMPOSE,
    '    read_only: true\n    # The',
    '    # The',
    'may write to its image',
  ],
  ['capabilities kept', COMPOSE, 'cap_drop: [ALL]', 'cap_drop: [CHOWN]', 'keeps capabilities'],
  ['capabilities added', COMPOSE, '[NET_BIND_SERVICE]', '[SYS_ADMIN]', 'capability SYS_ADMIN'],
  ['privileges gained', COMPOSE, '"no-new-privileges:true"', '', 'may gain privileges'],
  [
    'every system call',
    COMPOSE,
    '"no-new-privileges:true"',
    '"no-new-privileges:true", "seccomp=unconfined"',
    'may make any system call',
  ],
  ['a privileged one', SCALED, 'init: true', 'privileged: true', 'is privileged'],
  ["the machine's processes", SCALED, 'init: true', 'pid: host', "reaches the machine's own"],
  [
    "Docker's socket",
    COMPOSE,
    '- data:/data',
    '- /var/run/docker.sock:/var/run/docker.sock',
    'may command Docker',
  ],
  ['root in Compose', SCALED, 'user: "1001:0"', 'user: "0:0"', 'bot: runs as root'],
  ['a name for the user', SCALED, 'user: "1001:0"', 'user: node', 'bot: runs as root'],
  ['no /tmp', SCALED, 'tmpfs: ["/tmp:size=64m"]', '', 'worker: has no /tmp'],
  ['processes without end', SCALED, '  pids_limit: 4096\n', '', '(pids_limit)'],
  ['memory without end', COMPOSE, /mem_limit: .*APP.*/, '', 'app: may take all memory'],
  ['a line nothing uses', 'deploy/.env.example', '#PORT=', '#PROT=', 'nothing uses PROT'],
  ['a word for a number', APP, 'replicas: 1', 'replicas: one', 'replicas must be integer'],
  ['an unknown kind', APP, 'apiVersion: policy/v1', 'apiVersion: policy/v9', 'no policy/v9'],
  ['root in a pod', APP, 'runAsUser: 1001', 'runAsUser: 0', 'may run as root'],
  [
    'every system call in a pod',
    APP,
    'seccompProfile: { type: RuntimeDefault }',
    'seccompProfile: { type: Unconfined }',
    'may make any system call',
  ],
  ['a token of the cluster', APP, 'automountServiceAccountToken: false', '', 'a token for the'],
  [
    "the node's network",
    APP,
    '      containers:',
    '      hostNetwork: true\n      containers:',
    'own parts',
  ],
  [
    "a folder of the node's",
    APP,
    'emptyDir: { sizeLimit: 64Mi }',
    'hostPath: { path: /tmp }',
    "reaches the node's own parts",
  ],
  ['capabilities in a pod', EGRESS, '{ drop: [ALL] }', '{ drop: [CHOWN] }', 'keeps capabilities'],
  [
    'a writable image in a pod',
    APP,
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
    'may write to its image',
  ],
  ['memory without end in a pod', APP, 'limits: { memory: 2Gi }', '', 'take all memory'],
  ['drains blocked', APP, 'maxUnavailable: 1', 'minAvailable: 1', 'no node could ever be drained'],
  [
    'a mount elsewhere',
    EGRESS,
    'mountPath: /segments',
    'mountPath: /out',
    'many writers at /segments',
  ],
  [
    'one writer',
    'deploy/k8s/claims.yaml',
    'ReadWriteMany',
    'ReadWriteOnce',
    'many writers at /segments',
  ],
  [
    'a secret without the key',
    EGRESS,
    'key: LIVEKIT_API_KEY',
    'key: API_KEY',
    'hindsight has no API_KEY',
  ],
  [
    'a variable nobody reads',
    'deploy/k8s/config.yaml',
    'RECORDER:',
    'RECODER:',
    'RECODER is no variable',
  ],
  [
    'pages left out',
    INGRESS,
    '- path: /\n            pathType: Prefix',
    '- path: /share\n            pathType: Prefix',
    '/library does not reach the app',
  ],
  ['figures for everybody', INGRESS, 'name: nowhere', 'name: hindsight', '/metrics is open'],
  ['a way to nothing', INGRESS, 'name: hindsight, port', 'name: hindsite, port', '/ leads to no'],
  [
    'a manifest left out',
    'deploy/k8s/kustomization.yaml',
    '  - egress.yaml\n',
    '',
    'egress.yaml is in the folder or',
  ],
  ['a file that is no YAML', APP, 'kind: Service', 'kind: [Service', 'app.yaml'],
];

test.each(MISTAKES)('%s in %s', async (_name, file, from, to, said) => {
  const look = file.startsWith('deploy/k8s') ? checkKubernetes : checkCompose;
  expect(await problemsWith(file, [from, to], look)).toContain(said);
});

test('a misspelt field of a manifest', async () => {
  const problems = await problemsWith(APP, ['readinessProbe:', 'readynessProbe:'], checkFields);
  expect(problems).toContain(`'"readynessProbe"' does not exist`);
});

test.skipIf(!livekit)('what livekit-server refuses', async () => {
  const look = (root: string) => checkCompose(root, livekit?.path);
  expect(await problemsWith(COMPOSE, ['node_ip:', 'nodeip:'], look)).toContain('nodeip not found');
});

test.each(['docker-compose.yml', 'deploy/app-only.compose.yml'])(
  'what .env says of a bucket reaches the app of %s',
  async (file) => {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const name of VARIABLES.filter((one) => /^(?:S3|AZURE)_/.test(one))) {
      expect(text).toContain(`\n      ${name}: \${${name}:-}\n`);
    }
  },
);

import { parse } from 'yaml';
import { egressProblems } from './egress-config.ts';
import { imageProblems } from './images.ts';
import { ingressProblems } from './ingress.ts';
import type { Manifest } from './manifests.ts';
import { podProblems } from './pods.ts';
import { appProblems } from './variables.ts';

/**
 * What the manifests have to say alike, and what every pod has to have.
 * @param imageEnv what the app's image sets
 * @returns problems
 */
export function kubernetesProblems(
  manifests: Manifest[],
  imageEnv: Record<string, string>,
): string[] {
  const find = (kind: string, name: string) =>
    manifests.find((m) => m.kind === kind && m.metadata.name === name);
  const problems: string[] = [];
  const demand = (right: unknown, words: string) => {
    if (!right) problems.push(words);
  };
  /** Where REPLAY_SEGMENTS_PATH has to be mounted, and from which claim. */
  const segments = find('ConfigMap', 'hindsight')?.data?.REPLAY_SEGMENTS_PATH;
  const users = new Set<string>();

  for (const deployment of manifests.filter(({ kind }) => kind === 'Deployment')) {
    const at = `${deployment.file}, ${deployment.metadata.name}`;
    const { spec } = deployment.spec.template;
    const user = spec.securityContext ?? {};
    users.add(`${user.runAsUser}:${user.runAsGroup}`);
    problems.push(...podProblems(deployment));
    for (const volume of spec.volumes ?? []) {
      const claim = volume.persistentVolumeClaim?.claimName;
      demand(!claim || find('PersistentVolumeClaim', claim), `${at}: there is no claim ${claim}`);
    }
    for (const container of spec.containers) {
      problems.push(...imageProblems(at, container.image));
      for (const probe of ['livenessProbe', 'readinessProbe']) {
        const asked = container[probe]?.httpGet?.port;
        demand(asked, `${at}: has no ${probe}`);
        demand(
          !asked || container.ports?.some((p: { name: string }) => p.name === asked),
          `${at}: ${probe} asks a port that there isn't, ${asked}`,
        );
      }
      const mount = container.volumeMounts?.find(
        (m: { mountPath: string }) => m.mountPath === segments,
      );
      const volume = spec.volumes?.find((v: { name: string }) => v.name === mount?.name);
      const claim = find('PersistentVolumeClaim', volume?.persistentVolumeClaim?.claimName);
      demand(
        claim?.spec.accessModes.includes('ReadWriteMany'),
        `${at}: has no claim for many writers at ${segments}, REPLAY_SEGMENTS_PATH`,
      );
      problems.push(...environmentProblems(at, container, manifests, imageEnv));
    }
  }
  demand(users.size < 2, `app and egress run as different users: ${[...users].join(', ')}`);

  for (const budget of manifests.filter(({ kind }) => kind === 'PodDisruptionBudget')) {
    const guarded = find('Deployment', budget.metadata.name);
    const least = budget.spec.minAvailable;
    demand(
      guarded &&
        (least === undefined ? budget.spec.maxUnavailable !== 0 : least < guarded.spec.replicas),
      `${budget.file}, ${budget.metadata.name}: no node could ever be drained`,
    );
  }
  const { LIVEKIT_URL } = find('ConfigMap', 'hindsight')?.data ?? {};
  problems.push(...ingressProblems(manifests, String(LIVEKIT_URL).replace(/^ws:\/\//, '')));
  return problems;
}

interface Container {
  name: string;
  ports?: { name: string; containerPort: number }[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: Record<string, { name: string; key: string }>;
  }[];
  envFrom?: Record<string, { name: string }>[];
}

/** Variables that come from somewhere: all that is referred to is there, and the program takes it. */
function environmentProblems(
  at: string,
  container: Container,
  manifests: Manifest[],
  imageEnv: Record<string, string>,
): string[] {
  const problems: string[] = [];
  const dataOf = (reference: string, name: string): Record<string, string> => {
    const kind = reference.startsWith('secret') ? 'Secret' : 'ConfigMap';
    const source = manifests.find((m) => m.kind === kind && m.metadata.name === name);
    if (!source) problems.push(`${at}: there is no ${kind} ${name}`);
    return source?.data ?? source?.stringData ?? {};
  };
  const env: Record<string, string> = {};
  for (const from of container.envFrom ?? []) {
    for (const [reference, { name }] of Object.entries(from))
      Object.assign(env, dataOf(reference, name));
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    for (const [reference, from] of Object.entries(valueFrom ?? {})) {
      const found = dataOf(reference, from.name)[from.key];
      if (found === undefined) problems.push(`${at}: ${from.name} has no ${from.key}, for ${name}`);
      env[name] = found ?? '';
    }
    if (value !== undefined) env[name] = value;
  }
  const { EGRESS_CONFIG_BODY: egress } = env;
  const listens = Number(egress ? parse(egress)?.health_port : imageEnv.PORT);
  if (!container.ports?.some(({ containerPort }) => containerPort === listens))
    problems.push(`${at}: listens on ${listens}, which is not among its ports`);
  const rest = egress
    ? egressProblems(at, egress, Object.keys(env))
    : appProblems(at, { ...imageEnv, ...env });
  return [...problems, ...rest];
}

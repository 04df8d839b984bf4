import type { Manifest } from './manifests.ts';

/** @see rights.ts */
const WRITES_IN_ITS_IMAGE = /^livekit\/egress:/;

/** What a pod may do to its node, should somebody get into it: "restricted" of Kubernetes' own standards, and more. */
export function podProblems(deployment: Manifest): string[] {
  const at = `${deployment.file}, ${deployment.metadata.name}`;
  const { spec } = deployment.spec.template;
  const demand = (right: unknown, words: string) => (right ? [] : [`${at}: ${words}`]);
  const { securityContext: pod = {}, volumes = [] } = spec;
  return [
    ...demand(pod.runAsNonRoot && pod.runAsUser > 0, 'may run as root'),
    ...demand(pod.seccompProfile?.type === 'RuntimeDefault', 'may make any system call (seccomp)'),
    ...demand(
      spec.automountServiceAccountToken === false,
      "gets a token for the cluster's API, which it never asks",
    ),
    ...demand(
      !spec.hostNetwork && !spec.hostPID && !spec.hostIPC && !volumes.some(isOfNode),
      "reaches the node's own parts",
    ),
    ...spec.containers.flatMap(({ image, securityContext: its = {}, resources }: Container) => [
      ...demand(
        its.capabilities?.drop?.includes('ALL') && its.allowPrivilegeEscalation === false,
        'keeps capabilities or may gain privileges',
      ),
      ...demand(
        its.readOnlyRootFilesystem || WRITES_IN_ITS_IMAGE.test(image),
        'may write to its image',
      ),
      ...demand(resources?.limits?.memory, 'may take all memory of its node'),
    ]),
  ];
}

interface Container {
  image: string;
  securityContext?: {
    capabilities?: { drop?: string[] };
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
  };
  resources?: { limits?: { memory?: string } };
}

const isOfNode = (volume: { hostPath?: unknown }) => volume.hostPath !== undefined;

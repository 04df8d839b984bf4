import type { Service } from './compose.ts';

/** For ports below 1024, and nothing else. */
const ALLOWED_CAPABILITIES = ['NET_BIND_SERVICE'];
/** Its start script and PulseAudio write here and there in their image; what they may write to that lasts is one folder. */
const WRITES_IN_ITS_IMAGE = /^livekit\/egress:/;
/** They take what there are shares for; a limit would end recordings. Redis, which keeps records, refuses before it drops any. */
const GROWS = /^(?:livekit\/|redis:)/;

/** What a service of a Compose file may do to its machine, should somebody get into it. @returns problems */
export function rightsProblems(at: string, service: Service): string[] {
  const { image = '', security_opt = [], cap_add = [], user = '' } = service;
  const isApp = image === 'hindsight:local';
  const demand = (right: unknown, words: string) => (right ? [] : [`${at}: ${words}`]);
  return [
    ...demand(!service.privileged, 'is privileged'),
    ...demand(service.cap_drop?.includes('ALL'), 'keeps capabilities that it does not need'),
    ...cap_add
      .filter((name) => !ALLOWED_CAPABILITIES.includes(name))
      .map((name) => `${at}: has the capability ${name}`),
    ...demand(
      security_opt.includes('no-new-privileges:true'),
      'may gain privileges (no-new-privileges)',
    ),
    ...demand(
      !security_opt.some((one) => /unconfined|disable/.test(one)),
      'may make any system call (seccomp, AppArmor or SELinux is off)',
    ),
    ...demand(!service.pid && !service.ipc && !service.devices, "reaches the machine's own parts"),
    ...demand(!mountsDocker(service), "may command Docker, which is the machine's root"),
    ...demand(service.read_only || WRITES_IN_ITS_IMAGE.test(image), 'may write to its image'),
    ...demand(!isApp || isOrdinary(user), 'runs as root'),
    ...demand(
      !isApp || [service.tmpfs].flat().some((one) => one?.startsWith('/tmp')),
      'has no /tmp',
    ),
    ...demand(service.pids_limit, 'may start processes without an end (pids_limit)'),
    ...demand(service.mem_limit || GROWS.test(image), 'may take all memory (mem_limit)'),
  ];
}

/** A number, so that nothing has to be looked up in the image. */
function isOrdinary(user: string): boolean {
  return /^[1-9]\d*(?::\d+)?$/.test(user);
}

function mountsDocker({ volumes = [] }: Service): boolean {
  return volumes.some((volume) =>
    (typeof volume === 'string' ? volume : (volume.source ?? '')).includes('docker.sock'),
  );
}

import type { SandboxControl } from '../../../../sandbox/client.ts';
import type { Fault as RequestFault } from '../../../../sandbox/faults.ts';
import type { Fault, Random } from './fault.ts';
import { beginOn } from './overlap.ts';

interface Trouble extends Omit<RequestFault, 'times'> {
  what: string;
}

const WHILE_IT_LASTS = 1e9;

const onRequests = (name: string, pick: (random: Random) => Trouble): Fault => ({
  name,
  async begin({ sandbox: { control } }, random) {
    const { what, ...fault } = pick(random);
    return { what, end: await beginOn(control, fault, (all) => order(control, all)) };
  },
});

async function order(control: SandboxControl, all: Omit<RequestFault, 'times'>[]): Promise<void> {
  await control.clearFaults();
  for (const fault of all) await control.addFault({ ...fault, times: WHILE_IT_LASTS });
}

const STATUSES = [500, 502, 503, 504];

export const discordErrors = onRequests('discord 5xx', (random) => {
  const status = random.pick(STATUSES);
  return { what: `discord answers ${status}`, kind: { status } };
});

const LIMITS: { says: string; kind: RequestFault['kind'] }[] = [
  { says: 'of a route', kind: { retryAfter: 0.7, scope: 'user' } },
  { says: 'of what is shared', kind: { retryAfter: 1.5, scope: 'shared' } },
  { says: 'of everything', kind: { retryAfter: 1, global: true } },
  { says: 'of Cloudflare', kind: { cloudflare: { retryAfter: 2 } } },
];

export const discordLimits = onRequests('discord 429', (random) => {
  const { says, kind } = random.pick(LIMITS);
  return { what: `discord answers 429 ${says}`, kind };
});

const CUTS: { says: string; withFile: boolean; kind: RequestFault['kind'] }[] = [
  { says: 'breaks uploads off', withFile: true, kind: { cutAfter: 20_000 } },
  { says: 'keeps parts of uploads', withFile: true, kind: { truncateTo: 10_000 } },
  { says: 'loses its answers', withFile: false, kind: { loseAnswer: true } },
  { says: 'answers late', withFile: false, kind: { delay: 1500 } },
];

export const discordCut = onRequests('discord cut', (random) => {
  const { says, withFile, kind } = random.pick(CUTS);
  return { what: `discord ${says}`, withFile, kind };
});

import type { Impairment } from '../../network/impairment.ts';
import type { Fault, Random } from './fault.ts';
import { beginOn } from './overlap.ts';

interface Trouble {
  what: string;
  impairment: Partial<Impairment>;
}

/** On the sharers' way to LiveKit, or on that from LiveKit to the servers, which record. */
const media = (name: string, pick: (random: Random) => Trouble): Fault => ({
  name,
  async begin({ networks }, random) {
    const whose = random.pick(['sharers', 'servers'] as const);
    const { what, impairment } = pick(random);
    const end = await beginOn(networks[whose], impairment, (all) =>
      networks[whose].impair(Object.assign({}, ...all)),
    );
    return { what: `on the way of the ${whose} ${what}`, end };
  },
});

export const packetLoss = media('packet loss', (random) => {
  const [loss, burst] = [random.pick([0.02, 0.05, 0.1, 0.2]), random.pick([1, 5, 15])];
  const what = `${loss * 100} % of the packets are lost, ${burst} at a time`;
  return { what, impairment: { loss, burst } };
});

export const packetDelay = media('packet delay', (random) => {
  const [delayMs, jitterMs] = [50 + random.below(450), random.below(150)];
  const what = `packets take ${delayMs} ms and up to ${jitterMs} more`;
  return { what, impairment: { delayMs, jitterMs } };
});

export const packetReordering = media('packet reordering', (random) => {
  const [reorder, reorderMs] = [random.pick([0.05, 0.1, 0.3]), 10 + random.below(90)];
  const duplicate = random.pick([0, 0.1]);
  const what = `${reorder * 100} % of the packets come ${reorderMs} ms late`;
  return { what, impairment: { reorder, reorderMs, duplicate } };
});

export const networkDark = media('network dark', () => ({
  what: 'nothing passes',
  impairment: { dark: true },
}));

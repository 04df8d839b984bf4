import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RenderQueue } from './clips/render-queue.ts';
import type { Disk } from './disk/disk.ts';
import { addDiskGauges } from './disk/disk-gauges.ts';
import type { Recorder } from './recorder/recorder.ts';

/** What `/metrics` shows. */
export interface Metrics {
  /** Prometheus text. */
  render(): Promise<string>;
  /** @param event one of LiveKit's known names, else `other`: anybody may send any word */
  countWebhook(event: string, outcome: 'accepted' | 'unknown' | 'refused'): void;
  /** How near the bot is to a ban by Discord; told once, by the bot. */
  watchDiscord(look: () => DiscordRefusals): void;
  /** @param event `identified` is a new session, which begins without what happened before it */
  countGateway(event: 'lost' | 'resumed' | 'identified' | 'ended' | 'died'): void;
  /** What the disk takes and has; told once. */
  watchDisk(disk: Pick<Disk, 'figures'>): void;
  /** @param isUp whether the gateway is connected */
  watchGateway(isUp: () => boolean): void;
}

/** Requests that Discord refused in ten minutes, and those that were held back since the start because of it. */
interface DiscordRefusals {
  count: number;
  /** So many, and it bans us. */
  most: number;
  heldBack: number;
}

export function createMetrics(recorder: Recorder, queue: RenderQueue): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  /** null while the recorder does not answer: the other figures are good all the same. */
  const activeRecordings = () =>
    recorder.list().then(
      (list) => list.filter(({ state }) => state === 'active'),
      () => null,
    );
  new Gauge({
    name: 'hindsight_recordings',
    help: 'Recordings that run.',
    registers: [registry],
    async collect() {
      this.set((await activeRecordings())?.length ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'hindsight_newest_segment_age_seconds',
    help: 'Age of the newest listed segment of the recording that is furthest behind.',
    registers: [registry],
    async collect() {
      const ages = (await activeRecordings())?.map(
        ({ newestSegmentAtMs, startedAtMs }) => Date.now() - (newestSegmentAtMs ?? startedAtMs),
      );
      this.set(ages ? Math.max(0, ...ages) / 1000 : Number.NaN);
    },
  });
  new Gauge({
    name: 'hindsight_renders',
    help: 'Clips being rendered and waiting for it.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(queue.depth())) this.set({ state }, count);
    },
  });
  const webhooks = new Counter({
    name: 'hindsight_webhooks_total',
    help: 'Webhooks that came in: acted on, of a kind that means nothing here, or not from LiveKit.',
    labelNames: ['event', 'outcome'],
    registers: [registry],
  });
  let refusals: (() => DiscordRefusals) | undefined;
  new Gauge({
    name: 'hindsight_discord_refused_requests',
    help: 'Requests that Discord answered with 401, 403 or 429 in ten minutes; at the most it bans the address.',
    labelNames: ['of'],
    registers: [registry],
    collect() {
      const { count = 0, most = Number.NaN } = refusals?.() ?? {};
      this.set({ of: 'now' }, count);
      this.set({ of: 'most' }, most);
    },
  });
  new Counter({
    name: 'hindsight_discord_held_back_total',
    help: 'Requests to Discord that were not made, to stay clear of a ban.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(refusals?.().heldBack ?? 0);
    },
  });
  const gateway = new Counter({
    name: 'hindsight_gateway_total',
    help: "Connections to Discord's gateway: lost, resumed, begun with a new session, ended for good; processes of shards that died.",
    labelNames: ['event'],
    registers: [registry],
  });
  for (const event of ['lost', 'resumed', 'identified', 'ended', 'died']) gateway.inc({ event }, 0);
  let isGatewayUp = () => false;
  new Gauge({
    name: 'hindsight_gateway_up',
    help: "1 while Discord's gateway is connected.",
    registers: [registry],
    collect() {
      this.set(isGatewayUp() ? 1 : 0);
    },
  });
  return {
    watchDiscord(look) {
      refusals = look;
    },
    render: () => registry.metrics(),
    countWebhook: (event, outcome) => webhooks.inc({ event, outcome }),
    countGateway: (event) => gateway.inc({ event }),
    watchDisk: (disk) => addDiskGauges(registry, disk),
    watchGateway(isUp) {
      isGatewayUp = isUp;
    },
  };
}

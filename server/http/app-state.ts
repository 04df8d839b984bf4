import { jobs } from '../../jobs/all.ts';
import { createRuns, type JobRun } from '../../jobs/runs.ts';
import { turnNames } from '../../jobs/turn-names.ts';
import type { Disk } from '../disk/disk.ts';
import type { WebhookSummary } from '../livekit/webhook-log.ts';
import type { Recording } from '../recorder/recorder.ts';
import type { Services } from '../services.ts';

/** What the running process tells `npm run doctor`, which is another process on the same machine. */
export interface AppState {
  pid: number;
  /** ms since the epoch. */
  startedAtMs: number;
  /** User and groups that it runs as; null and [] on Windows. */
  uid: number | null;
  gids: number[];
  recorder: 'embedded' | 'egress';
  segmentsPath: string;
  publicUrl: string;
  /** Of LiveKit, without keys. */
  livekitUrl: string;
  /** Names of the API keys that webhooks may be signed with. */
  webhookKeys: string[];
  webhooks: WebhookSummary;
  /** What the recorder lists; null when it doesn't answer. */
  recordings: Recording[] | null;
  /** What room recordings have; null before it has looked. */
  disk: Pick<
    NonNullable<Awaited<ReturnType<Disk['figures']>>>,
    'usedBytes' | 'reserveBytes' | 'spaces' | 'shrunkMs' | 'tight' | 'refused'
  > | null;
  activeShares: { egressId: string; userId: string; startedAtMs: number }[];
  /** Of each job the last run, on this machine or on whichever; null for one that never ran. */
  jobs: { job: string; everyMs: number; run: JobRun | null }[];
}

export async function appState(services: Services): Promise<AppState> {
  const { config, disk, livekit, publicUrl, webhookLog, recorder, reconciler, shares } = services;
  const nameOf = turnNames(config.dataDir);
  const runs = await createRuns(services.store, nameOf).all(Object.keys(jobs));
  const rooms = await shares.rooms();
  // The embedded recorder lists what it records itself; the rooms of other servers are theirs to judge.
  const isListed = (room: string) => config.recorder === 'egress' || reconciler.looksAfter(room);
  const listed = rooms.filter(isListed);
  const active = (await Promise.all(listed.map((room) => shares.activeIn(room)))).flat();
  return {
    pid: process.pid,
    startedAtMs: Math.floor(performance.timeOrigin),
    uid: process.getuid?.() ?? null,
    gids: [process.getgid?.() ?? [], process.getgroups?.() ?? []].flat(),
    recorder: config.recorder,
    segmentsPath: config.segmentsPath,
    publicUrl,
    livekitUrl: livekit.url,
    webhookKeys: [livekit.apiKey, ...config.livekit.webhookKeys.map(({ key }) => key)],
    webhooks: webhookLog.summary(),
    recordings: await recorder.list().catch(() => null),
    disk: (await disk.figures()) ?? null,
    activeShares: active.map(({ egressId, userId, startedAt }) => ({
      ...{ egressId, userId, startedAtMs: startedAt },
    })),
    jobs: Object.entries(jobs).map(([job, { everyMs }]) => ({
      ...{ job, everyMs, run: runs.find((run) => run.job === job) ?? null },
    })),
  };
}

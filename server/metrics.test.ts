import { expect, test } from 'vitest';
import { createRenderQueue } from './clips/render-queue.ts';
import { UserError } from './errors.ts';
import { createMetrics } from './metrics.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { Notices } from './shares/notices.ts';
import type { Share } from './shares/share.ts';
import { en } from './words/en.ts';

test('while the recorder does not answer, there are figures of everything else', async () => {
  const list = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const metrics = createMetrics();
  metrics.watchRecordings({ list } as unknown as Recorder);
  metrics.countWebhook('egress_ended', 'accepted');
  const text = await metrics.render();
  expect(text).toContain('hindsight_recordings Nan');
  expect(text).toContain('hindsight_webhooks_total{event="egress_ended",outcome="accepted"} 1');
});

test('the recording that is furthest behind, and those that look for LiveKit, are shown', async () => {
  const now = Date.now();
  const times = { startedAtMs: now - 60_000, newestSegmentAtMs: now - 2000 };
  const list = async () => [
    { ...times, state: 'active' },
    {
      ...times,
      state: 'active',
      newestSegmentAtMs: now - 9000,
      lostSinceMs: now,
      unstoredSinceMs: now,
    },
    { ...times, state: 'complete', newestSegmentAtMs: now - 50_000 },
  ];
  const metrics = createMetrics();
  metrics.watchRecordings({ list } as unknown as Recorder);
  const text = await metrics.render();
  expect(text).toContain('hindsight_recordings 2');
  expect(text).toContain('hindsight_recordings_lost 1');
  expect(text).toContain('hindsight_recordings_unstored 1');
  expect(text).toMatch(/hindsight_newest_segment_age_seconds 9\.\d*/);
});

test('each segment is counted once, but none of the process before', async () => {
  let listed = { old: 100 } as Record<string, number>;
  const list = async () =>
    Object.entries(listed).map(([egressId, segments]) => ({ egressId, segments, state: 'active' }));
  const metrics = createMetrics();
  metrics.watchRecordings({ list } as unknown as Recorder);
  const written = 'hindsight_segments_written_total';
  expect(await metrics.render()).toContain(`${written} 0`);
  listed = { old: 103, new: 2 };
  expect(await metrics.render()).toContain(`${written} 5`);
  // A playlist that could not be read.
  listed = { old: 0, new: 4 };
  expect(await metrics.render()).toContain(`${written} 7`);
  listed = { old: 103, new: 4 };
  expect(await metrics.render()).toContain(`${written} 7`);
});

test('how near the bot is to a ban is shown, also before there is a bot', async () => {
  const metrics = createMetrics();
  const refused = 'hindsight_discord_refused_requests';
  expect(await metrics.render()).toContain(`${refused}{of="now"} 0`);
  metrics.watchDiscord(() => ({ count: 5001, most: 10_000, heldBack: 3 }));
  // What is told is the whole, not what came since.
  await metrics.render();
  const text = await metrics.render();
  expect(text).toContain(`${refused}{of="now"} 5001`);
  expect(text).toContain(`${refused}{of="most"} 10000`);
  expect(text).toContain('hindsight_discord_held_back_total 3');
});

test('renders are counted by kind and by what came of them', async () => {
  const metrics = createMetrics();
  const queue = metrics.timing(createRenderQueue(1));
  const cancel = new AbortController();
  const turn = { by: '1', kind: 'cut' as const };
  expect(await queue.run(turn, async () => 'made')).toBe('made');
  const fail = (error: Error) => queue.run(turn, () => Promise.reject(error));
  await expect(fail(new Error('ffmpeg'))).rejects.toThrow('ffmpeg');
  await expect(fail(new UserError('Too short.'))).rejects.toThrow('Too short.');
  cancel.abort();
  const cancelled = { ...turn, signal: cancel.signal };
  await expect(queue.run(cancelled, async () => {})).rejects.toThrow('aborted');
  const text = await metrics.render();
  for (const outcome of ['done', 'failed', 'refused']) {
    expect(text).toContain(
      `hindsight_render_duration_seconds_count{kind="cut",outcome="${outcome}"} 1`,
    );
  }
  expect(text).toContain('hindsight_render_wait_seconds_count{kind="cut"} 3');
  expect(text).toContain('hindsight_renders{state="running"} 0');
});

test('what goes wrong with shares is counted by its reason, never by its words', async () => {
  const told: string[] = [];
  const notices = new Proxy({} as Notices, { get: (_, name) => () => told.push(String(name)) });
  const metrics = createMetrics();
  const counted = metrics.counting({
    ...{ started: notices.started, stopped: notices.stopped, failed: notices.failed },
    ...{ interrupted: notices.interrupted, resumed: notices.resumed },
    ...{ waiting: notices.waiting, voiceFailed: notices.voiceFailed },
    ...{ unstored: notices.unstored, storedAgain: notices.storedAgain },
  });
  const share = {} as Share;
  const failed = (error: string) =>
    counted.failed({ ...share, error }, { isFinal: true, isTold: false });
  failed(en.faults.diskFull);
  failed(en.faults.codec('AV1'));
  failed('something that nobody has thought of');
  counted.resumed(share, { fromMs: 1000, toMs: 4500, words: en.faults.tooBusy });
  counted.started(share);
  counted.waiting({ roomName: 'r', userId: '1' }, 1, en.faults.recorderFull, true);
  counted.waiting({ roomName: 'r', userId: '1' }, 2, en.faults.recorderFull, false);
  expect(told).toHaveLength(7);
  const text = await metrics.render();
  for (const reason of ['diskFull', 'codec', 'other']) {
    expect(text).toContain(`hindsight_shares_failed_total{reason="${reason}"} 1`);
  }
  expect(text).toContain('hindsight_holes_total{reason="tooBusy"} 1');
  expect(text).toContain('hindsight_missing_seconds_total 3.5');
  expect(text).toContain('hindsight_shares_started_total 1');
  expect(text).toContain('hindsight_shares_waited_total 1');
});

test('a part has figures of its own; one that can not look does not silence the others', async () => {
  const { figures, render } = createMetrics();
  const runs = figures.counter('job_runs_total', 'Runs of jobs.', ['job']);
  const free = figures.gauge('free_bytes', 'Free.');
  figures.beforeRender(() => {
    throw new Error('the disk is gone');
  });
  figures.beforeRender(async () => free.set(7));
  runs.inc({ job: 'clean' });
  const text = await render();
  expect(text).toContain('hindsight_job_runs_total{job="clean"} 1');
  expect(text).toContain('hindsight_free_bytes 7');
});

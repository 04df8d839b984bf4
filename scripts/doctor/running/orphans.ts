import type { AppState } from '../../../server/http/app-state.ts';
import type { Finding } from '../check.ts';

const NAME = 'shares';
/** By then the every-minute look has put in order what can be. */
const PATIENCE_MS = 150_000;
/** Segments of 2 s are listed within 5. */
const YOUNG_MS = 30_000;
/** A segment is listed after it has ended. */
const FUTURE_MS = 1_000;

/** Shares without a recording, recordings without a share, recordings that write nothing (here). */
export function judgeShares(
  {
    recordings,
    activeShares,
    segmentsPath,
  }: Pick<AppState, 'recordings' | 'activeShares' | 'segmentsPath'>,
  nowMs: number,
): Finding[] {
  if (!recordings) {
    const todo = 'Its log tells why; so may what the doctor says about LiveKit and Egress.';
    return [
      { name: NAME, state: 'missing', says: 'the recorder does not say what it records', todo },
    ];
  }
  const running = recordings.filter(({ state }) => state === 'starting' || state === 'active');
  const isOld = ({ startedAtMs }: { startedAtMs: number }) => nowMs - startedAtMs > PATIENCE_MS;
  const ids = new Set(running.map(({ egressId }) => egressId));
  const owned = new Set(activeShares.map(({ egressId }) => egressId));
  const unrecorded = activeShares.filter((share) => isOld(share) && !ids.has(share.egressId));
  const unowned = running.filter((one) => isOld(one) && !owned.has(one.egressId));

  const findings: Finding[] = [];
  const broken = (says: string, todo: string) =>
    findings.push({ name: NAME, state: 'missing', says, todo });
  const LOOK =
    '`npm run job -- reconcile` puts it in order; if it comes again, the log of Hindsight tells why.';
  if (unrecorded.length > 0) broken(`${unrecorded.length} active shares have no recording`, LOOK);
  if (unowned.length > 0) {
    const names = unowned.map(({ egressId }) => egressId).join(', ');
    broken(`${unowned.length} recordings belong to no share: ${names}`, LOOK);
  }
  for (const { egressId, folder, newestSegmentAtMs, startedAtMs, state } of running) {
    if (state !== 'active') continue;
    const silentMs = nowMs - (newestSegmentAtMs ?? startedAtMs);
    if (silentMs <= YOUNG_MS) continue;
    const seconds = Math.round(silentMs / 1000);
    if (newestSegmentAtMs === null) {
      broken(
        `${egressId} runs for ${seconds} s, and no segment of it is in ${folder}`,
        `Egress has to see REPLAY_SEGMENTS_PATH (${segmentsPath}) as the same folder under the same path, and be allowed to write there.`,
      );
    } else {
      broken(
        `${egressId} is listed as running, but its newest segment is ${seconds} s old`,
        'Its worker is dead or hangs: `docker compose ps egress` and its log tell. The share goes on in a new recording.',
      );
    }
  }
  if (findings.length > 0) return findings;
  const says = `${activeShares.length} recorded at the moment, every one writes`;
  return [
    { name: NAME, state: 'ok', says: activeShares.length === 0 ? 'nobody shares now' : says },
  ];
}

/**
 * Egress that records right now and writes where it is seen needs no trying, which would take a worker's place.
 * @returns null when nothing proves that it works
 */
export function judgeInUse(
  { recordings }: Pick<AppState, 'recordings'>,
  nowMs: number,
): Finding | null {
  const writing = (recordings ?? []).filter(
    ({ state, newestSegmentAtMs }) =>
      state === 'active' && newestSegmentAtMs !== null && nowMs - newestSegmentAtMs <= YOUNG_MS,
  );
  if (writing.length === 0) return null;
  const newestMs = Math.max(...writing.map(({ newestSegmentAtMs }) => newestSegmentAtMs ?? 0));
  if (newestMs - nowMs > FUTURE_MS) {
    const says = `its newest segment ends ${Math.round((newestMs - nowMs) / 1000)} s from now: its clock is ahead, clips show what was before`;
    const todo = 'Let both machines keep time by NTP (chrony, systemd-timesyncd).';
    return { name: 'egress', state: 'missing', says, todo };
  }
  const says = `${writing.length} recordings run and are seen here; none of its own was tried`;
  return { name: 'egress', state: 'ok', says };
}

import type { AppState } from '../../../server/http/app-state.ts';
import type { Finding } from '../check.ts';

const NAME = 'shares';
/** By then the every-minute look has put in order what can be. */
const PATIENCE_MS = 150_000;
/** Segments of 2 s are listed within 5. */
const YOUNG_MS = 30_000;

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

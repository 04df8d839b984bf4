import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Clip, shownIn } from '../clips/clip.ts';
import { clockOf } from '../clips/clip-clock.ts';
import { segmentsOfClip } from '../clips/clip-segments.ts';
import type { ClipLibrary } from '../clips/library.ts';
import { nothingBuffered } from '../clips/settle-range.ts';
import type { VoiceFinder } from '../clips/voice.ts';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Marks } from '../marks/marks.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import type { Segment } from '../segments/range.ts';
import { VOICE } from '../segments/voice-folder.ts';
import { readFacts } from './facts.ts';
import { placeClipMarks, placeMarks } from './marks.ts';
import { placeSegments } from './place.ts';
import type { PlacedSegment, Preview, PreviewMark } from './preview.ts';

/** What a preview can be made of. */
export type Source = { of: 'buffer' } | { clipId: string };

export interface SourceParts {
  segments: SegmentLibrary;
  /** The sharers' microphones. */
  voice: VoiceFinder;
  clips: Pick<ClipLibrary, 'get' | 'files'>;
  marks: Pick<Marks, 'recent'>;
  /** Whether this person may watch that clip. */
  maySee(userId: string, clip: Clip): Promise<boolean>;
  /** How far back the buffer is shown. */
  windowMs: number;
  ffmpegPath: string;
  log: Log;
  now: () => number;
}

interface Filled {
  held: Segment[];
  said: Segment[];
  place(segments: PlacedSegment[]): PreviewMark[];
  about: Pick<Preview, 'of' | 'sharerId' | 'clipId' | 'guildId' | 'channelId' | 'title'>;
}

/**
 * Fills a preview's folder with what it shows.
 * @throws UserError (404) when nothing is buffered, or there is no such clip for that person
 */
export function createSources(parts: SourceParts) {
  const { segments, voice, clips, marks, maySee, windowMs, ffmpegPath, log, now } = parts;

  async function buffer(userId: string, folder: string): Promise<Filled> {
    const found = await segments.between(userId, now() - windowMs, Number.POSITIVE_INFINITY);
    const held = await segments.hold(found, folder);
    if (held.length === 0) throw nothingBuffered();
    const last = held.at(-1);
    const range = {
      fromMs: held[0]?.startMs ?? 0,
      toMs: last ? last.startMs + last.durationMs : 0,
    };
    const heard = await voice.within({ sharerId: userId, requesterId: userId }, range);
    const said = await segments.hold(heard, join(folder, VOICE));
    const marked = await marks.recent(userId);
    return {
      ...{ held, said, about: { of: 'buffer', sharerId: userId } },
      place: (placed) => placeMarks(marked, placed),
    };
  }

  async function clip(userId: string, clipId: string, folder: string): Promise<Filled> {
    const clip = await clips.get(clipId);
    if (!clip || !(await maySee(userId, clip))) throw noSuchClip();
    const { guildId, channelId, title, durationMs } = clip;
    const sharerId = shownIn(clip);
    const whole = join(folder, 'whole');
    const held = await clips.files
      .reach(clipId, whole)
      .then((file) =>
        segmentsOfClip({ ...{ file, durationMs, clock: clockOf(clip) }, folder, ffmpegPath }),
      )
      .catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? noSuchClip() : error;
      })
      .finally(() => rm(whole, { recursive: true, force: true }));
    const about = { of: 'clip' as const, sharerId, clipId, guildId, channelId, title };
    return { held, said: [], about, place: () => placeClipMarks(clip) };
  }

  return async function fill(
    source: Source,
    { id, userId, folder }: { id: string; userId: string; folder: string },
  ): Promise<Preview> {
    await mkdir(folder, { recursive: true });
    const { held, said, about, place } =
      'clipId' in source ? await clip(userId, source.clipId, folder) : await buffer(userId, folder);
    const placed = await placeSegments(held, log);
    if (placed.segments.length === 0) throw nothingBuffered();
    return {
      ...{ id, userId, openedAtMs: now() },
      ...about,
      ...placed,
      ...(await readFacts(folder, placed.segments)),
      ...(said.length > 0 && { voice: said.map((one) => ({ ...one, file: basename(one.file) })) }),
      marks: place(placed.segments),
    };
  };
}

function noSuchClip(): UserError {
  return new UserError((words) => words.clips.noSuch, { status: 404 });
}

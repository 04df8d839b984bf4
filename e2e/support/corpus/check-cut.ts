import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { cutClip } from '../../../server/clips/cut.ts';
import { probeMp4 } from '../../../server/clips/media/probe.ts';
import { createLog } from '../../../server/log.ts';
import { type Expected, expected } from './expected.ts';
import { readPictures, type Shown } from './read-pictures.ts';
import { readTones, type Tone, toneOutput } from './read-tones.ts';
import type { Source } from './source.ts';

/** Sound may be so far off, ms. */
const IN_SYNC_MS = 40;
/** Ticks of 90 kHz become ms, and a clip's own. */
const ROUNDING_MS = 2;
/** How long the last picture stands is said by EXTINF, which may lie. */
const LAST_MS = 34;

/** Of 255; what an encoder may make of it. Another matrix or range is twice as far off. */
const SAME_COLOUR = 8;
/** Pixels: sizes are even, and edges are blurred. */
const SAME_EDGE = 4;

export interface Cut {
  source: Source;
  fromMs: number;
  toMs: number;
  gaps: 'cut' | 'still';
  ffmpegPath: string;
  folder: string;
}

/** Cuts, and compares with the source picture by picture. @returns what is wrong, in words; nothing for nothing */
export async function checkCut(cut: Cut): Promise<string[]> {
  const { source, fromMs, toMs, gaps, ffmpegPath } = cut;
  const workDir = await mkdtemp(join(cut.folder, 'cut-'));
  const outFile = join(workDir, 'clip.mp4');
  const due = expected(source, fromMs, toMs, gaps);
  // By where the next begins, too: EXTINF may lie.
  const segments = source.segments.filter(({ startMs, durationMs }, i) => {
    const nextMs = source.segments[i + 1]?.startMs ?? 0;
    return startMs < toMs && Math.max(startMs + durationMs, nextMs) > fromMs;
  });
  try {
    const log = createLog('silent');
    const options = { segments, fromMs, toMs, gaps, outFile, workDir, ffmpegPath, log };
    if (due.pictures.length === 0) {
      return await cutClip(options).then(
        () => ['a clip of nothing'],
        (error: unknown) => (String(error).includes('Nothing was recorded') ? [] : [String(error)]),
      );
    }
    const clip = await cutClip(options);
    const sound = join(workDir, 'sound.pcm');
    const shown = await readPictures(
      ffmpegPath,
      outFile,
      ['-ignore_editlist', '1'],
      clip.hasAudio ? toneOutput(sound) : [],
    );
    return [
      ...comparePictures(shown, due),
      ...(clip.hasAudio ? compareSound(await readTones(sound), due, source) : missing(due)),
      ...(await checkContainer(outFile, due)),
      ...(Math.abs(clip.durationMs - due.durationMs) > LAST_MS + source.lieMs
        ? [`lasts ${clip.durationMs}, not ${due.durationMs} ms`]
        : []),
    ];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

function comparePictures(shown: Shown[], { pictures }: Expected): string[] {
  const wrong: string[] = [];
  const [got, due] = [shown, pictures].map((list) => list.map(({ id }) => id).join(' '));
  if (got !== due) wrong.push(`pictures\n  ${got}\ninstead of\n  ${due}`);
  for (const [i, { ms, source }] of pictures.entries()) {
    const one = shown[i];
    if (!one) break;
    const at = one.ticks / 90;
    if (Math.abs(at - ms) > ROUNDING_MS) wrong.push(`picture ${i} at ${at}, not ${ms} ms`);
    if (source) wrong.push(...compareLook(one, source).map((words) => `picture ${i}: ${words}`));
    if (wrong.length > 3) break;
  }
  const told = new Set(shown.map((one) => toldOf(one)));
  if (told.size > 1) wrong.push(`colours of several kinds: ${[...told].join(', ')}`);
  return wrong;
}

/** Some players take what the first picture tells for all. Nothing told is BT.601, for pictures as small as these. */
function toldOf({ told }: Shown): string {
  return told
    .replace('color_range:unknown', 'color_range:tv')
    .replace('color_space:unknown', 'color_space:smpte170m');
}

/** Its colour, and that its shape is unharmed: as large as fits into the clip's, in the middle. */
function compareLook(one: Shown, source: Shown): string[] {
  const wrong: string[] = [];
  const far = one.colour.some((part, c) => Math.abs(part - (source.colour[c] ?? 0)) > SAME_COLOUR);
  if (far) wrong.push(`of colour ${one.colour}, not ${source.colour}`);
  const scale = Math.min(one.width / source.width, one.height / source.height);
  const [width, height] = [source.width * scale, source.height * scale];
  const [left, top] = [(one.width - width) / 2, (one.height - height) / 2];
  const due = [left, top, left + width, top + height];
  const area = one.area.map((part, i) => part * (i % 2 === 0 ? one.width : one.height));
  const moved = area.some((edge, i) => Math.abs(edge - (due[i] ?? 0)) > SAME_EDGE);
  if (moved) wrong.push(`at ${area.map(Math.round)}, not ${due.map(Math.round)}`);
  return wrong;
}

function compareSound(
  { tones, durationMs }: { tones: Tone[]; durationMs: number },
  { beeps, durationMs: dueMs, seams }: Expected,
  { lieMs }: Source,
): string[] {
  const wrong: string[] = [];
  const near = (a: number, b: number, by: number) => Math.abs(a - b) <= by;
  for (const { ms, pitch, whole } of beeps) {
    if (!whole) continue;
    const heard = tones.some(
      (tone) => near(tone.ms, ms, IN_SYNC_MS) && near(tone.pitch, pitch, 30),
    );
    if (!heard) wrong.push(`no beep of ${pitch} Hz at ${ms} ms`);
  }
  for (const tone of tones) {
    const atSeam = seams.some(
      (seam) => near(tone.ms, seam, 90) || near(tone.ms + tone.lengthMs, seam, 90),
    );
    const known = beeps.some(
      ({ ms, pitch }) =>
        tone.ms >= ms - IN_SYNC_MS &&
        tone.ms <= ms + 80 + IN_SYNC_MS &&
        (atSeam || near(tone.pitch, pitch, 30)),
    );
    if (!known) wrong.push(`a beep of ${tone.pitch} Hz at ${tone.ms} ms`);
  }
  // One frame of AAC at most.
  if (Math.abs(durationMs - dueMs) > 24 + lieMs)
    wrong.push(`sound of ${durationMs} ms for ${dueMs} ms`);
  return wrong.length > 0
    ? [
        ...wrong,
        `heard ${tones.map((t) => `${t.pitch | 0}@${t.ms | 0}`)}; due ${beeps.map((b) => `${b.pitch}@${b.ms | 0}`)}`,
      ]
    : [];
}

function missing({ beeps }: Expected): string[] {
  return beeps.some(({ whole }) => whole) ? ['no sound track'] : [];
}

/** Two readers have to agree that it is a plain MP4 whose times start at zero, its index in front. */
async function checkContainer(file: string, { pictures }: Expected): Promise<string[]> {
  const wrong: string[] = [];
  const facts = await probeMp4(file);
  if (facts.frameTimes[0] !== 0)
    wrong.push(`mediabunny: the first picture at ${facts.frameTimes[0]}`);
  if (facts.frameTimes.length !== pictures.length)
    wrong.push('mediabunny: another number of pictures');
  const bytes = await readFile(file);
  const parsed = createFile();
  parsed.onError = (module, message) => wrong.push(`mp4box: ${module}: ${message}`);
  parsed.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0), true);
  parsed.flush();
  const boxes = parsed.boxes.map(({ type }) => type).filter((type) => type !== 'free');
  if (boxes.join() !== 'ftyp,moov,mdat') wrong.push(`mp4box: ${boxes}`);
  for (const track of parsed.getInfo().tracks) {
    if (parsed.getTrackById(track.id).edts) wrong.push('mp4box: an edit list');
    const samples = parsed.getTrackSamplesInfo(track.id);
    const first = Math.min(...samples.map(({ cts }) => cts));
    if (first !== 0) wrong.push(`mp4box: track ${track.id} starts at ${first}`);
    if (!samples[0]?.is_sync) wrong.push('mp4box: no keyframe at the start');
  }
  return wrong;
}

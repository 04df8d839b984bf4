import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAdts } from '../aac.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { placeSegments } from '../previews/place.ts';
import { recordedPackets } from '../recorder/embedded/fixtures/packets.ts';
import { H264Depacketizer } from '../recorder/embedded/picture/h264.ts';
import { TsWriter } from '../recorder/embedded/segments/ts-writer.ts';
import { SILENT_FRAME } from '../recorder/embedded/sound/adts.ts';
import { MOST_SEGMENT_BYTES } from '../segments/files.ts';
import { cutClip } from './cut.ts';
import { createFormatTable } from './media/formats.ts';

vi.setConfig({ testTimeout: 30_000 });

const START = Date.UTC(2026, 10, 23);
const LENGTH_MS = 400;
const depacketizer = new H264Depacketizer();
const frames = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
const FRAMES = frames.slice(0, 12);

let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-hostile-cut-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = createLog('warn', { write: (line: string) => void lines.push(line) });

/** @param change of each picture's bytes */
function segment(index: number, change = (data: Buffer) => data): Buffer {
  const from = 90_000 + index * LENGTH_MS * 90;
  const pictures = FRAMES.map(({ data, keyframe }, i) => ({
    ...{ pts: from + i * 3000, data: change(data), keyframe },
  }));
  const sounds = Array.from({ length: 18 }, (_, i) => ({
    pts: from + i * 1920,
    data: SILENT_FRAME,
  }));
  return new TsWriter().segment(pictures, sounds);
}

/** A clip of three segments, the middle one hostile. */
async function clipWith(put: (file: string) => Promise<unknown>) {
  const segments = [];
  for (const index of [0, 1, 2]) {
    const file = join(folder, `segment_0000${index}.ts`);
    if (index === 1) await put(file);
    else await writeFile(file, segment(index));
    const startMs = START + index * LENGTH_MS;
    segments.push({ file, startMs, durationMs: LENGTH_MS, folder, discontinuity: false });
  }
  const clip = await cutClip({
    ...{ segments, fromMs: START, toMs: START + 3 * LENGTH_MS, log },
    ...{ outFile: join(folder, 'clip.mp4'), workDir: folder, ffmpegPath: await findFfmpeg() },
  });
  return { clip, preview: await placeSegments(segments, log) };
}

/** The recorded set, its size another: 16384x16384, Baseline. */
const HUGE = Buffer.from('000000016742c03eda001000008019', 'hex');
const withHuge = (data: Buffer) => {
  const end = data.indexOf(Buffer.from([0, 0, 1]), 4) - 1;
  return (data[4] as number) % 32 === 7 ? Buffer.concat([HUGE, data.subarray(end)]) : data;
};

test.each<[what: string, put: (file: string) => Promise<unknown>]>([
  ['no MPEG-TS', (file) => writeFile(file, '#EXTM3U\nhttp://127.0.0.1/x.ts\n')],
  ['empty', (file) => writeFile(file, '')],
  ['one packet', (file) => writeFile(file, segment(1).subarray(0, 188))],
  ['nothing but sync bytes', (file) => writeFile(file, Buffer.alloc(188 * 50, 0x47))],
  [
    'larger than any',
    async (file) => {
      await writeFile(file, segment(1));
      await truncate(file, MOST_SEGMENT_BYTES + 1);
    },
  ],
  ['gone', async () => {}],
  ['of pictures that claim to be huge', (file) => writeFile(file, segment(1, withHuge))],
  [
    'of a parameter set of kilobytes',
    (file) =>
      writeFile(
        file,
        segment(1, (data) => Buffer.concat([HUGE.subarray(0, 6), Buffer.alloc(9000, 0x55), data])),
      ),
  ],
  ['a device', (file) => symlink('/dev/zero', file)],
])(
  'a segment that is %s is left out of the clip and its preview, and noted down',
  async (_, put) => {
    const { clip } = await clipWith(put);
    expect(clip.gapsMs).toBeGreaterThan(LENGTH_MS / 2);
    expect(clip).toMatchObject({ fromMs: START, width: 1280, height: 720, hasAudio: true });
    expect(lines.join('')).toContain('cannot be read: left out of the clip');
  },
);

test('a set that can not be declared, or as many as nobody needs, is refused', () => {
  const { idOf } = createFormatTable();
  const sps = HUGE.subarray(4);
  const pps = Buffer.from('68ce3c80', 'hex');
  expect(() => idOf({ sps: [sps], pps: [pps] })).toThrow('16384x16384');
  expect(() => idOf({ sps: [], pps: [pps] })).toThrow('no sequence parameter set');
  expect(() => idOf({ sps: [sps], pps: Array(256).fill(pps) })).toThrow('too many');
});

test('what looks like the beginning of a sound and is none holds nothing up', () => {
  const none = Buffer.concat([Buffer.from([0xff, 0xf1, 0x4c, 0x80, 0, 0, 0]), Buffer.alloc(177)]);
  const units = Array.from({ length: 20_000 }, (_, pts) => ({ pts, data: none }));
  const startedMs = performance.now();
  expect(readAdts(units).frames).toEqual([]);
  const { frames: heard } = readAdts([...units, { pts: 7, data: SILENT_FRAME }]);
  expect(heard.map(({ pts }) => pts)).toEqual([7]);
  // Kept and copied each time, it would take minutes.
  expect(performance.now() - startedMs).toBeLessThan(20_000);
});

test('sound of no channels, or of a rate that there is not, is none', () => {
  const header = (rate: number, channels: number) => {
    const frame = Buffer.from(SILENT_FRAME);
    frame.writeUInt16BE((1 << 14) | (rate << 10) | (channels << 6), 2);
    return { pts: 0, data: frame };
  };
  expect(readAdts([header(3, 0)])).toEqual({ format: null, frames: [] });
  expect(readAdts([header(15, 2)])).toEqual({ format: null, frames: [] });
});

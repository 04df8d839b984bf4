import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findFfmpeg } from '../../ffmpeg/find.ts';
import { recordedPackets } from './fixtures/packets.ts';
import { H264Depacketizer } from './h264.ts';
import { matroskaHeader, pictureBlock, soundBlock } from './matroska.ts';
import { SILENCE } from './opus.ts';

test('ffmpeg reads every picture and sound at its time, over hours', async () => {
  const depacketizer = new H264Depacketizer();
  const frames = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
  // The last ones lie beyond 32 bits of milliseconds.
  const times = [1000, 1033, 1067, 40_000, 3_600_000, 2 ** 32 + 5].slice(0, frames.length);
  const chunks = [matroskaHeader({ width: 1280, height: 720 })];
  for (const [i, atMs] of times.entries()) {
    const { data = Buffer.alloc(0), keyframe = false } = frames[i] ?? {};
    chunks.push(soundBlock(atMs, SILENCE.length), SILENCE);
    chunks.push(pictureBlock(atMs, keyframe, data.length), data);
  }
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-matroska-'));
  const file = join(folder, 'share.mkv');
  await writeFile(file, Buffer.concat(chunks));
  const args = ['-v', 'warning', '-copyts', '-i', file, '-map', '0', '-c', 'copy', '-copyinkf'];
  const { stdout, stderr } = await promisify(execFile)(await findFfmpeg(), [
    ...[...args, '-f', 'framecrc', '-'],
  ]);
  await rm(folder, { recursive: true });
  const rows = stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map((field) => Number.parseInt(field, 10)));
  const ofStream = (stream: number) => rows.filter((row) => row[0] === stream);
  expect(ofStream(0).map((row) => row[2])).toEqual(times);
  expect(ofStream(0).map((row) => row[4])).toEqual(
    frames.slice(0, times.length).map(({ data }) => data.length),
  );
  expect(ofStream(1)).toHaveLength(times.length);
  expect(stdout).toContain('#dimensions 0: 1280x720');
  expect(stderr).not.toMatch(/error|invalid|truncat/i);
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FfmpegFailed } from './failed.ts';
import { findFfmpeg } from './find.ts';
import type { InputKind } from './input-kinds.ts';
import { runFfmpeg } from './render.ts';

vi.setConfig({ testTimeout: 30_000 });
const run = promisify(execFile);

let ffmpegPath: string;
let folder: string;
let server: Server;
let asked: string[];
/** What others have recorded. */
let secret: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-kinds-'));
  secret = join(folder, 'secret.ts');
  await run(ffmpegPath, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1', '-c:v', 'libx264'],
    ...['-f', 'mpegts', secret],
  ]);
  const bytes = await readFile(secret);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(bytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});

const list = (address: string) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n${address}\n#EXT-X-ENDLIST\n`;
const port = () => (server.address() as AddressInfo).port;

/** Files that are lists of others, by what they name. */
const HOSTILE: Record<string, () => string> = {
  'a playlist of a local file': () => list(`file:${secret}`),
  'a playlist of a file beside it': () => list('secret.ts'),
  'a playlist of an address': () => list(`http://127.0.0.1:${port()}/x.ts`),
  'a playlist with its key at an address': () =>
    list('secret.ts').replace(
      '#EXTINF',
      `#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1:${port()}/key"\n#EXTINF`,
    ),
  'a playlist of a part of a file': () => list(`subfile,,start,0,end,0,,:${secret}`),
  'a playlist of data': () => list('data:video/mp2t;base64,R0AAEAAAsA0AAcEAAAAB8AAqsQSy'),
  'a playlist of the system': () => list('file:///etc/passwd'),
  'a script of files': () => `ffconcat version 1.0\nfile secret.ts\n`,
  'a presentation (DASH)': () =>
    `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>http://127.0.0.1:${port()}/x.ts</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  'a description of a session (SDP)': () =>
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
};
const KINDS: [kind: InputKind, name: string][] = [
  ['segment', 'segment_00000.ts'],
  ['mp4', 'clip.mp4'],
  ['h264', 'piece.h264'],
  ['aac', 'sound.aac'],
];

test.each(
  Object.keys(HOSTILE).flatMap((what) => KINDS.map(([kind, name]) => [what, kind, name] as const)),
)('%s is no %s: nothing that it names is opened', async (what, kind, name) => {
  const file = join(folder, name);
  await writeFile(file, HOSTILE[what]?.() ?? '');
  const outFile = join(folder, 'out.mp4');
  const options = ['-c:v', 'libx264', '-f', 'mp4'];
  const made = runFfmpeg({
    ...{ ffmpegPath, timeoutMs: 10_000 },
    input: { file, kind },
    output: { file: outFile, options },
  });
  await expect(made).rejects.toThrow(FfmpegFailed);
  expect(asked).toEqual([]);
  const written = await stat(outFile).catch(() => null);
  expect(written?.size ?? 0).toBe(0);
});

test('left to guess, ffmpeg opens what such a file names', async () => {
  const file = join(folder, 'segment_00009.ts');
  await writeFile(file, HOSTILE['a script of files']?.() ?? '');
  const { stderr } = await run(ffmpegPath, ['-hide_banner', '-i', file, '-f', 'null', '-']);
  expect(stderr).toContain('64x64');
});

const ue = (value: number) => {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
};

/** Real pictures, the size in whose parameter set is another: 12288x12288, the most that ffmpeg itself takes. */
async function bomb(): Promise<Buffer> {
  const { stdout } = await run(
    ffmpegPath,
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x64:d=0.04', '-c:v', 'libx264'],
      ...['-pix_fmt', 'yuv420p', '-profile:v', 'baseline', '-f', 'h264', '-'],
    ],
    { encoding: 'buffer' },
  );
  const fields = [ue(0), ue(0), ue(2), ue(1), '0', ue(767), ue(767), '1', '1', '0', '0', '1'];
  const bits = fields.join('');
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) =>
    Number.parseInt(byte.padEnd(8, '0'), 2),
  );
  const from = stdout.indexOf(Buffer.from([0, 0, 1, 0x67]));
  const to = stdout.indexOf(Buffer.from([0, 0, 1]), from + 3);
  const sps = Buffer.from([0, 0, 1, 0x67, 66, 0xc0, 62, ...bytes]);
  return Buffer.concat([stdout.subarray(0, from), sps, Buffer.alloc(1), stdout.subarray(to)]);
}

test('pictures that claim to be huge are not decoded', async () => {
  const file = join(folder, 'bomb.h264');
  await writeFile(file, await bomb());
  const made = runFfmpeg({
    ...{ ffmpegPath, limits: { memoryBytes: 400 << 20 } },
    input: { file, kind: 'h264' },
    output: { file: join(folder, 'out.jpg'), options: ['-frames:v', '1', '-f', 'mjpeg'] },
  });
  const error = (await made.catch((thrown) => thrown)) as FfmpegFailed;
  expect(error).toBeInstanceOf(FfmpegFailed);
  expect(error.stderr).toMatch(/exceeds specified max pixel count/);
  expect(error.message).not.toContain('of memory');
});

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, type InputTrack } from 'mediabunny';

/** What a share sends, over and over: 720p30 at 2.5 Mbit/s, a keyframe every two seconds, and stereo sound. */
export interface Tape {
  /** In their order, each as the payloads of its RTP packets (RFC 6184). */
  frames: { keyframe: boolean; payloads: Buffer[] }[];
  /** Opus packets of 20 ms. */
  sound: Buffer[];
}

export const FPS = 30;
export const OPUS_MS = 20;

const LENGTH_S = 10;
const KBPS = 2500;
/** As Chromium fills them. */
const PAYLOAD_BYTES = 1180;
const NAL = { sps: 7, pps: 8, delimiter: 9, stapA: 24, fuA: 28 };
const run = promisify(execFile);

/** Makes one, in some seconds. `folder` is for its file. */
export async function makeTape(ffmpegPath: string, folder: string): Promise<string> {
  const file = join(folder, 'tape.mkv');
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=${FPS},noise=alls=12:allf=t`];
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:r=48000,aformat=channel_layouts=stereo'];
  const rate = [`-b:v`, `${KBPS}k`, '-maxrate', `${KBPS}k`, '-bufsize', `${KBPS / 2}k`];
  const gop = ['-g', String(2 * FPS), '-keyint_min', String(2 * FPS), '-sc_threshold', '0'];
  const x264 = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'veryfast', '-bf', '0'];
  const opus = ['-c:a', 'libopus', '-b:a', '128k', '-frame_duration', String(OPUS_MS)];
  const length = ['-t', String(LENGTH_S), '-pix_fmt', 'yuv420p'];
  const output = [...length, ...x264, ...rate, ...gop, ...opus, '-y', file];
  await run(ffmpegPath, ['-v', 'error', ...picture, ...sound, ...output]);
  return file;
}

export async function readTape(file: string): Promise<Tape> {
  const source = new BufferSource(await readFile(file));
  const input = new Input({ source, formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const config = await video?.getDecoderConfig();
  if (!video || !audio || !config?.description) throw new Error(`no tape: ${file}`);
  const sets = parameterSets(Buffer.from(config.description as Uint8Array));
  const frames = (await packetsOf(video)).map(({ data, type }) => {
    const units = unitsOf(data).filter((unit) => ((unit[0] ?? 0) & 31) < NAL.sps);
    const keyframe = type === 'key';
    return {
      keyframe,
      payloads: [...(keyframe ? [stapA(sets)] : []), ...units.flatMap(packetize)],
    };
  });
  return { frames, sound: (await packetsOf(audio)).map(({ data }) => data) };
}

async function packetsOf(track: InputTrack) {
  const packets: { data: Buffer; type: string }[] = [];
  for await (const { data, type } of new EncodedPacketSink(track).packets()) {
    packets.push({ data: Buffer.from(data), type });
  }
  return packets;
}

/** Of an AVCDecoderConfigurationRecord with one of each. */
function parameterSets(record: Buffer): Buffer[] {
  const spsEnd = 8 + record.readUInt16BE(6);
  const ppsAt = spsEnd + 3;
  return [
    record.subarray(8, spsEnd),
    record.subarray(ppsAt, ppsAt + record.readUInt16BE(ppsAt - 2)),
  ];
}

function unitsOf(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 < data.length; ) {
    const end = at + 4 + data.readUInt32BE(at);
    units.push(data.subarray(at + 4, end));
    at = end;
  }
  return units;
}

function stapA(units: Buffer[]): Buffer {
  const parts = units.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 255]), unit]);
  return Buffer.concat([Buffer.from([0x60 | NAL.stapA]), ...parts]);
}

function packetize(unit: Buffer): Buffer[] {
  if (unit.length <= PAYLOAD_BYTES) return [unit];
  const head = unit[0] ?? 0;
  const payloads: Buffer[] = [];
  for (let at = 1; at < unit.length; at += PAYLOAD_BYTES) {
    const part = unit.subarray(at, at + PAYLOAD_BYTES);
    const begins = at === 1 ? 0x80 : 0;
    const ends = at + PAYLOAD_BYTES >= unit.length ? 0x40 : 0;
    const indicator = (head & 0xe0) | NAL.fuA;
    payloads.push(Buffer.concat([Buffer.from([indicator, begins | ends | (head & 31)]), part]));
  }
  return payloads;
}

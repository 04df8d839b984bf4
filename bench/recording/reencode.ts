import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import {
  AudioStream,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  VideoBufferType,
  VideoStream,
} from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import { readOrder } from './order.ts';

/**
 * The other way to record, as LiveKit Egress and most recorders do: decode every picture (in LiveKit's native
 * library), encode it again (x264 veryfast).
 */
const { livekit, roomName, folder, ffmpegPath } = readOrder();
await mkdir(folder, { recursive: true });

const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'bench-reencode' });
token.addGrant({ roomJoin: true, room: roomName, hidden: true, canPublish: false });
const room = new Room();
let output: { picture: Writable; sound: Writable } | undefined;

room.on(RoomEvent.TrackSubscribed, (track) => {
  if (track.kind === TrackKind.KIND_VIDEO) void takePictures(track);
  else void takeSound(track);
});
await room.connect(livekit.url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
process.on('SIGTERM', () => process.exit(0));

async function takePictures(track: RemoteTrack): Promise<void> {
  for await (const { frame } of new VideoStream(track)) {
    output ??= encoder(frame.width, frame.height);
    const i420 = frame.type === VideoBufferType.I420 ? frame : frame.convert(VideoBufferType.I420);
    output.picture.write(i420.data);
  }
}

async function takeSound(track: RemoteTrack): Promise<void> {
  for await (const { data } of new AudioStream(track, 48_000, 2)) {
    output?.sound.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }
}

function encoder(width: number, height: number) {
  const live = ['-use_wallclock_as_timestamps', '1', '-thread_queue_size', '512'];
  const picture = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', '30'];
  const sound = ['-f', 's16le', '-ar', '48000', '-ac', '2'];
  const video = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '2500k', '-g', '60', '-r', '30'];
  const audio = ['-c:a', 'aac', '-b:a', '128k'];
  const hls = ['-f', 'hls', '-hls_time', '2', '-hls_list_size', '0'];
  const input = [...live, ...picture, '-i', 'pipe:0', ...live, ...sound, '-i', 'pipe:3'];
  const args = ['-v', 'error', ...input, ...video, ...audio, ...hls];
  const child = spawn(ffmpegPath, [...args, join(folder, 'playlist.m3u8')], {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
  });
  child.once('exit', (code) => process.exit(code ?? 1));
  process.once('exit', () => child.kill('SIGKILL'));
  const timer = setInterval(async () => {
    if (!(await readdir(folder)).includes('playlist.m3u8')) return;
    clearInterval(timer);
    console.log('recording');
  }, 200);
  return { picture: child.stdin as Writable, sound: child.stdio[3] as Writable };
}

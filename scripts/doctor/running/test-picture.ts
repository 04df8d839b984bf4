import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { childEnvironment } from '../../../server/child-environment.ts';

/** Size in pixels. */
export interface TestPicture {
  width: number;
  height: number;
  fps: number;
  /** Of x264. */
  profile: 'baseline' | 'main' | 'high';
  /** As ffmpeg takes it, `300k`. */
  bitrate: string;
}

export const SMALL_PICTURE: TestPicture = {
  ...{ width: 320, height: 180, fps: 15 },
  ...{ profile: 'baseline', bitrate: '300k' },
};

/**
 * A moving test picture as RTP packets of H.264, in real time, until it is closed.
 * @throws Error when ffmpeg can't be started
 */
export async function startTestPicture(
  ffmpegPath: string,
  { width, height, fps, profile, bitrate }: TestPicture,
  onPacket: (rtp: Buffer) => void,
): Promise<{ close(): void }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', onPacket);
  const child = spawn(
    ffmpegPath,
    [
      ...['-loglevel', 'error', '-nostdin', '-re', '-f', 'lavfi'],
      ...['-i', `testsrc=size=${width}x${height}:rate=${fps}`, '-pix_fmt', 'yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', profile],
      // A keyframe a second: whoever subscribes later soon gets one.
      ...['-g', String(fps), '-bsf:v', 'dump_extra', '-b:v', bitrate, '-f', 'rtp'],
      `rtp://127.0.0.1:${socket.address().port}?pkt_size=1200`,
    ],
    { stdio: 'ignore', env: childEnvironment() },
  );
  const close = () => {
    child.kill('SIGKILL');
    socket.close();
  };
  // Also when we end in another way than by closing.
  process.once('exit', () => child.kill('SIGKILL'));
  try {
    await once(child, 'spawn');
  } catch (error) {
    socket.close();
    throw error;
  }
  return { close };
}

import { spawn } from 'node:child_process';
import { matroskaHeader, pictureBlock, soundBlock } from './matroska.ts';
import { PICTURE_PID, PMT_PID } from './ts-splitter.ts';

/** More than this unread means that ffmpeg hangs, bytes. */
const MOST_UNREAD = 64 << 20;
const GOODBYE_MS = 5000;

export interface Muxer {
  picture(data: Buffer, atMs: number, keyframe: boolean): void;
  sound(data: Buffer, atMs: number): void;
  /** Lets it write what it holds; resolves when the stream has ended. */
  finish(): Promise<void>;
}

export interface MuxerHandlers {
  /** MPEG-TS; picture timestamps are those given, in 90 kHz. */
  onData(chunk: Buffer): void;
  /** It ended though nobody asked it to; `stderr` holds its last words. */
  onDeath(error: Error): void;
}

/** ffmpeg as an encoder of sound and a writer of MPEG-TS: H.264 is copied, Opus becomes AAC. Size in pixels. */
export function startMuxer(
  ffmpegPath: string,
  size: { width: number; height: number },
  { onData, onDeath }: MuxerHandlers,
): Muxer {
  const child = spawn(ffmpegPath, ARGUMENTS, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for us, who close it in order; without us it ends with its input.
    detached: true,
  });
  const { stdin, stdout, stderr } = child;
  let finishing = false;
  let said = '';
  let failure: Error | null = null;
  stderr.on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  // A dead child is told by its end; writing to it meanwhile is no event of its own.
  stdin.on('error', () => {});
  child.on('error', (error) => {
    failure = error;
  });
  stdout.on('data', (chunk) => {
    try {
      onData(chunk);
    } catch (error) {
      failure = error as Error;
      child.kill('SIGKILL');
    }
  });
  const closed = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      resolve();
      if (finishing) return;
      onDeath(failure ?? new Error(`ffmpeg ended (${signal ?? code}): ${said.trim()}`));
    });
  });

  const write = (head: Buffer, data: Buffer) => {
    if (!stdin.writable) return;
    stdin.cork();
    stdin.write(head);
    stdin.write(data);
    stdin.uncork();
    if (stdin.writableLength > MOST_UNREAD) child.kill('SIGKILL');
  };
  stdin.write(matroskaHeader(size));

  return {
    picture: (data, atMs, keyframe) => write(pictureBlock(atMs, keyframe, data.length), data),
    sound: (data, atMs) => write(soundBlock(atMs, data.length), data),
    async finish() {
      finishing = true;
      stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

const ARGUMENTS = [
  ...['-hide_banner', '-loglevel', 'warning', '-nostats'],
  // Everything there is to know stands in the header: no probing, which would hold back seconds.
  // (Not nobuffer: that loses the packets that were looked at, the first keyframe among them.)
  ...['-probesize', '32', '-analyzeduration', '0'],
  ...['-f', 'matroska', '-i', 'pipe:0', '-map', '0:v', '-map', '0:a'],
  ...['-c:v', 'copy', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
  // Timestamps come out as they went in; the splitter finds its pictures by them.
  ...['-copyts', '-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1'],
  ...['-f', 'mpegts', '-mpegts_start_pid', String(PICTURE_PID)],
  ...['-mpegts_pmt_start_pid', String(PMT_PID), '-pat_period', '3600', '-sdt_period', '3600'],
  // Sound that waits to fill a packet would come after the picture it belongs to.
  ...['-pes_payload_size', '0', 'pipe:1'],
];

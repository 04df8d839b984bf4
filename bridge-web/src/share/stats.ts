import { locale } from '../i18n.ts';

/** Counters of what is being sent, read at one moment (ms). */
export interface Sample {
  atMs: number;
  videoBytes: number;
  frames: number;
  width: number;
  height: number;
  /** As in `H264`, `VP8`; undefined until the first packet. */
  codec?: string;
  /** What keeps the picture below the quality that was chosen. */
  limitedBy?: 'cpu' | 'bandwidth';
  audio?: { bytes: number; channels: 1 | 2 };
}

/** What is really being sent; rates are bit/s. */
export interface Sending {
  codec?: string;
  width: number;
  height: number;
  framesPerSecond: number;
  videoBitrate: number;
  sound: 'stereo' | 'mono' | 'none';
  audioBitrate: number;
  limitedBy?: 'cpu' | 'bandwidth';
}

type Stat = Record<string, unknown> & { type: string };

/** @param reports RTCStatsReport of each sender */
export function sampleOf(reports: Iterable<ReadonlyMap<string, Stat>>, atMs: number): Sample {
  const sample: Sample = { atMs, videoBytes: 0, frames: 0, width: 0, height: 0 };
  for (const report of reports) {
    for (const stat of report.values()) {
      if (stat.type !== 'outbound-rtp') continue;
      const codec = report.get(String(stat.codecId));
      if (stat.kind === 'audio')
        sample.audio = { bytes: number(stat.bytesSent), channels: channels(codec) };
      if (stat.kind !== 'video') continue;
      sample.videoBytes += number(stat.bytesSent);
      sample.frames += number(stat.framesSent ?? stat.framesEncoded);
      sample.width = Math.max(sample.width, number(stat.frameWidth));
      sample.height = Math.max(sample.height, number(stat.frameHeight));
      const mime = codec?.mimeType;
      if (typeof mime === 'string') sample.codec = mime.replace(/^video\//i, '').toUpperCase();
      const limit = stat.qualityLimitationReason;
      if (limit === 'cpu' || limit === 'bandwidth') sample.limitedBy = limit;
    }
  }
  return sample;
}

/** @returns undefined when the two aren't of one connection, whose counters only grow */
export function sendingBetween(before: Sample, after: Sample): Sending | undefined {
  const seconds = (after.atMs - before.atMs) / 1000;
  const frames = after.frames - before.frames;
  const bytes = after.videoBytes - before.videoBytes;
  const audioBytes = (after.audio?.bytes ?? 0) - (before.audio?.bytes ?? 0);
  if (seconds <= 0 || frames < 0 || bytes < 0) return undefined;
  return {
    codec: after.codec,
    width: after.width,
    height: after.height,
    framesPerSecond: frames / seconds,
    videoBitrate: (bytes * 8) / seconds,
    sound: after.audio ? (after.audio.channels === 2 ? 'stereo' : 'mono') : 'none',
    audioBitrate: Math.max(0, audioBytes * 8) / seconds,
    limitedBy: after.limitedBy,
  };
}

/** Smooths over the last `spanMs`, so that figures can be read. */
export class Meter {
  readonly #spanMs: number;
  #samples: Sample[] = [];

  constructor(spanMs = 3_000) {
    this.#spanMs = spanMs;
  }

  add(sample: Sample): Sending | undefined {
    const first = this.#samples[0];
    if (first && !sendingBetween(this.#samples.at(-1) ?? first, sample)) this.#samples = [];
    this.#samples.push(sample);
    while (sample.atMs - (this.#samples[0]?.atMs ?? 0) > this.#spanMs && this.#samples.length > 2) {
      this.#samples.shift();
    }
    const [oldest] = this.#samples;
    return oldest && sendingBetween(oldest, sample);
  }
}

/** Opus always calls itself two channels; what is really sent stands in its parameters. */
function channels(codec: Stat | undefined): 1 | 2 {
  return /(^|;)\s*stereo=1/.test(String(codec?.sdpFmtpLine ?? '')) ? 2 : 1;
}

const number = (value: unknown) => (typeof value === 'number' ? value : 0);

/** @returns `12 Mbit/s`, `2.5 Mbit/s`, `96 kbit/s` */
export function bitrate(bitsPerSecond: number): string {
  const [number, unit] =
    bitsPerSecond >= 1_000_000 ? [bitsPerSecond / 1_000_000, 'M'] : [bitsPerSecond / 1000, 'k'];
  const digits = unit === 'M' && number < 10 ? 1 : 0;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${number.toLocaleString(locale, fraction)} ${unit}bit/s`;
}

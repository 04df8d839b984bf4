/** How loud the shared sound is: 0 (silence) to 1 (as loud as can be), on a scale that ears find even. */
export interface Loudness {
  level: number;
  /** Nothing was to be heard for a while. */
  silent: boolean;
}

const EVERY_MS = 100;
/** How much of the scale a bar falls at each look: short sounds have to be seen, too. */
const FALL = 0.04;
const SILENCE_DB = -60;
/** A pause between two words is no silence. */
const SILENT_AFTER_MS = 5_000;

/** @param samples of -1 to 1 */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  if (!(power > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (10 * Math.log10(power)) / SILENCE_DB));
}

/** Listens to a track without playing it. */
export class SoundMeter {
  readonly #context = new AudioContext();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #listeners = new Set<(loudness: Loudness) => void>();
  #heardAtMs = performance.now();
  #level = 0;

  constructor(track: MediaStreamTrack) {
    const analyser = this.#context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    // Choosing what to share took long enough for the click to count no more.
    void this.#context.resume();
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const now = levelOf(samples);
      if (now > 0) this.#heardAtMs = performance.now();
      const level = Math.max(now, this.#level - FALL, 0);
      this.#level = level;
      const silent = performance.now() - this.#heardAtMs > SILENT_AFTER_MS;
      for (const listener of this.#listeners) listener({ level, silent });
    }, EVERY_MS);
  }

  listen(listener: (loudness: Loudness) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#context.close();
  }
}

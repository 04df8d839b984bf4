import { say } from './voice-texts.ts';

/** How long a change of the level takes, s: at once, it would be heard as a click. */
const RAMP_S = 0.02;

/** An open microphone, at the level that counts in clips; its track stays the same whatever device it comes from. */
export class Microphone {
  readonly #context = new AudioContext({ latencyHint: 'interactive' });
  readonly #gain = this.#context.createGain();
  readonly #out = this.#context.createMediaStreamDestination();
  readonly #onGone: () => void;
  #input: MediaStreamTrack | undefined;
  #source: MediaStreamAudioSourceNode | undefined;

  /** @param onGone the device went away by itself */
  constructor(onGone: () => void) {
    this.#onGone = onGone;
    this.#gain.connect(this.#out);
  }

  /** What is sent. */
  get track(): MediaStreamTrack {
    return this.#out.stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  /** Of the device in use. */
  get deviceId(): string | undefined {
    return this.#input?.getSettings().deviceId;
  }

  /**
   * Opens a device, or another one than before.
   * @param deviceId the browser's own choice when left out
   * @throws DOMException; `microphoneTrouble` has the words
   */
  async open(deviceId?: string): Promise<void> {
    if (!navigator.mediaDevices) throw new DOMException('', 'SecurityError');
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        ...{ echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        ...(deviceId && { deviceId: { exact: deviceId } }),
      },
    });
    const [input] = stream.getAudioTracks();
    if (!input) throw new DOMException('', 'NotFoundError');
    this.#release();
    this.#input = input;
    input.addEventListener('ended', () => this.#input === input && this.#onGone());
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#gain);
    await this.#context.resume();
  }

  /** @param level 1 is as loud as it came; 0 is silence */
  set level(level: number) {
    this.#gain.gain.setTargetAtTime(level, this.#context.currentTime, RAMP_S);
  }

  close(): void {
    this.#release();
    void this.#context.close();
  }

  #release(): void {
    this.#source?.disconnect();
    this.#input?.stop();
    this.#input = undefined;
  }
}

const TROUBLES: Record<string, string> = {
  NotAllowedError: say.notAllowed,
  NotFoundError: say.notFound,
  OverconstrainedError: say.notFound,
  NotReadableError: say.notReadable,
  AbortError: say.notReadable,
  SecurityError: say.insecure,
};

/** @param error what Microphone.open threw */
export function microphoneTrouble(error: unknown): string {
  const { name = '', message = '' } = Object(error) as Partial<Error>;
  return TROUBLES[name] ?? say.unknown(message || name || String(error));
}

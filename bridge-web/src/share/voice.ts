import { Microphone, microphoneTrouble } from './microphone.ts';
import { say } from './voice-texts.ts';

export interface VoiceState {
  state: 'off' | 'asking' | 'on';
  muted: boolean;
  /** 1 is as loud as it came. */
  level: number;
  /** It may go into clips that others make. */
  forOthers: boolean;
  /** There is a choice where there are several. */
  devices: { id: string; name: string }[];
  deviceId?: string;
  /** Why it is off, or does not get through, for a person. */
  trouble?: string;
}

/** What is sent of a microphone. */
export interface SentVoice {
  track: MediaStreamTrack;
  muted: boolean;
  forOthers: boolean;
}

const OFF = { state: 'off', muted: false } as const;

/** The sharer's microphone: off until it is switched on, and off again behind every share. */
export class Voice {
  readonly #tell: (state: VoiceState) => void;
  readonly #send: (voice: SentVoice | null) => void;
  #microphone: Microphone | undefined;
  state: VoiceState = { ...OFF, level: 1, forOthers: false, devices: [] };

  /** @param on what it tells of itself, and what is to be sent from now on */
  constructor(on: { state(state: VoiceState): void; send(voice: SentVoice | null): void }) {
    this.#tell = on.state;
    this.#send = on.send;
  }

  /** Has to be called straight from a click. */
  async switchOn(deviceId?: string): Promise<void> {
    if (this.state.state !== 'off') return;
    this.#set({ state: 'asking', trouble: undefined });
    const microphone = new Microphone(() => this.switchOff(say.unplugged));
    this.#microphone = microphone;
    await this.#open(microphone, deviceId);
  }

  switchOff(trouble?: string): void {
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#set({ ...OFF, deviceId: undefined, trouble });
    this.#send(null);
  }

  /** Goes on with another device, without a new track. */
  async choose(deviceId: string): Promise<void> {
    if (this.#microphone) await this.#open(this.#microphone, deviceId);
  }

  change(change: Partial<Pick<VoiceState, 'muted' | 'level' | 'forOthers'>>): void {
    this.#set(change);
    this.#apply();
  }

  /** It could not be sent. */
  notSent(): void {
    if (this.state.state === 'on') this.#set({ trouble: say.notSent });
  }

  /** What is to be sent now; null: nothing. */
  get sent(): SentVoice | null {
    const { state, muted, forOthers } = this.state;
    if (state !== 'on' || !this.#microphone) return null;
    return { track: this.#microphone.track, muted, forOthers };
  }

  async #open(microphone: Microphone, deviceId: string | undefined): Promise<void> {
    try {
      await microphone.open(deviceId);
    } catch (error) {
      if (microphone === this.#microphone) this.switchOff(microphoneTrouble(error));
      return;
    }
    // It was switched off while the browser asked.
    if (microphone !== this.#microphone) return microphone.close();
    // Only now do devices tell their names.
    const all = await navigator.mediaDevices.enumerateDevices();
    const inputs = all.filter((device) => device.kind === 'audioinput');
    const devices = inputs.map((device, i) => ({
      id: device.deviceId,
      name: device.label || say.unnamed(i + 1),
    }));
    if (microphone !== this.#microphone) return;
    this.#set({ state: 'on', devices, deviceId: microphone.deviceId, trouble: undefined });
    this.#apply();
  }

  #apply(): void {
    const { muted, level } = this.state;
    // Also here: a muted track that is sent anew is heard for a moment.
    if (this.#microphone) this.#microphone.level = muted ? 0 : level;
    this.#send(this.sent);
  }

  #set(change: Partial<VoiceState>): void {
    this.state = { ...this.state, ...change };
    this.#tell(this.state);
  }
}

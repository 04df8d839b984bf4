import {
  AudioPresets,
  ConnectionState,
  type DisconnectReason,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client';
import { call } from '../api.ts';
import type { Capture } from './capture.ts';
import { type Choice, encodingOf } from './quality.ts';
import {
  backOff,
  endsShare,
  finalWords,
  reconnectPolicy,
  ShareOver,
  tryingWords,
} from './reconnect.ts';
import { sendVoice } from './send-voice.ts';
import { say } from './trouble-texts.ts';
import type { SentVoice } from './voice.ts';

/** How the tracks get to LiveKit; `trouble` says what is in the way, for a person. */
export interface Connection {
  state: 'connecting' | 'live' | 'reconnecting';
  trouble?: string;
}

/** What LiveKit calls the tracks that are being sent. */
export interface Published {
  roomName: string;
  videoTrackId: string;
  audioTrackId: string | null;
}

export interface PublishListener {
  connection(connection: Connection): void;
  /** Each time that tracks reach LiveKit anew: at first and after a lost connection. */
  published(tracks: Published): void;
  /** The microphone could not be sent; the share goes on. */
  voiceNotSent(): void;
  /** It ended by itself and won't come back; words for the sharer. */
  over(words: string): void;
}

interface Ticket {
  url: string;
  token: string;
  roomName: string;
}

/** What is sent, and how. */
interface Sent {
  capture: Capture;
  choice: Choice;
  voice: SentVoice | null;
  /** To what is kept, before the first connection. */
  agree(): Promise<void>;
}

/** Sends one capture into the sharer's room, through lost connections, until `stop`. */
export class Publisher {
  readonly #capture: Capture;
  readonly #choice: Choice;
  readonly #agree: () => Promise<void>;
  readonly #listener: PublishListener;
  #room: Room | undefined;
  #roomName: string | undefined;
  /** Tells the server which share it is that connects again. */
  readonly #shareId = crypto.randomUUID();
  #voice: SentVoice | null;
  /** One change of the microphone's publication after the other. */
  #voiceSent: Promise<void> = Promise.resolve();
  #isKnown = false;
  #stopped = false;

  constructor({ capture, choice, voice, agree }: Sent, listener: PublishListener) {
    this.#voice = voice;
    this.#capture = capture;
    this.#choice = choice;
    this.#agree = agree;
    this.#listener = listener;
    void this.#keepConnected();
  }

  /** Leaves the room, which unpublishes; the capture itself stays alive. */
  stop(): void {
    this.#stopped = true;
    void this.#room?.disconnect(false);
  }

  /** What goes along as the sharer's microphone from now on. */
  setVoice(voice: SentVoice | null): void {
    this.#voice = voice;
    const room = this.#room;
    // Before that, and after a lost connection, it goes with the other tracks.
    if (room?.state === ConnectionState.Connected) this.#sendVoice(room);
  }

  /** What the browser counts about the share's tracks; empty while there is no connection. */
  async stats(): Promise<RTCStatsReport[]> {
    const all = [...(this.#room?.localParticipant.trackPublications.values() ?? [])];
    const tracks = all.filter(({ source }) => source !== Track.Source.Microphone);
    const reports = await Promise.all(tracks.map(({ track }) => track?.getRTCStatsReport()));
    return reports.filter((report) => report !== undefined);
  }

  async #keepConnected(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      try {
        this.#tell({ state: this.#roomName ? 'reconnecting' : 'connecting' });
        await this.#once(() => {
          failures = 0;
        });
      } catch (error) {
        if (this.#stopped) return;
        const over = endsShare(error);
        if (over) {
          this.#stopped = true;
          return this.#listener.over(over.message);
        }
        console.warn('share: connecting again', error);
        const state = this.#roomName ? 'reconnecting' : 'connecting';
        this.#tell({ state, trouble: tryingWords(error) });
      }
      if (!this.#stopped) await new Promise((done) => setTimeout(done, backOff(failures++)));
    }
  }

  /** One connection, from the token to its loss. @throws ShareOver, ApiError, livekit-client's errors */
  async #once(live: () => void): Promise<void> {
    if (!this.#isKnown) await this.#agree();
    const asked = { shareId: this.#shareId, again: this.#isKnown };
    const { url, token, roomName } = await call<Ticket>('POST', '/api/livekit/token', asked);
    this.#isKnown = true;
    if (this.#roomName && this.#roomName !== roomName) {
      throw new ShareOver(say.otherChannel);
    }
    if (this.#stopped) return;
    const room = new Room({
      reconnectPolicy,
      // The tracks outlive connections, and the question before the tab closes may be answered with "stay".
      stopLocalTrackOnUnpublish: false,
      disconnectOnPageLeave: false,
    });
    this.#room = room;
    const disconnected = new Promise<DisconnectReason | undefined>((resolve) => {
      room.once(RoomEvent.Disconnected, resolve);
    });
    const over = disconnected.then((reason) => {
      const words = finalWords(reason);
      if (words) throw new ShareOver(words);
    });
    // Somebody may be put out while still connecting, and only the reason says that it's for good.
    over.catch(() => {});
    room.on(RoomEvent.SignalReconnecting, () => this.#tell({ state: 'reconnecting' }));
    room.on(RoomEvent.Reconnecting, () => {
      this.#tell({ state: 'reconnecting' });
      // livekit-client would join anew and put out whoever shares since then: the server is asked first.
      void room.disconnect(false);
    });
    try {
      await room.connect(url, token, { autoSubscribe: false });
      await this.#publish(room);
      const isLive = () => {
        live();
        this.#roomName = roomName;
        this.#tell({ state: 'live' });
        const published = publishedIn(room, roomName);
        if (published && !this.#stopped) this.#listener.published(published);
      };
      isLive();
      this.#sendVoice(room);
      room.on(RoomEvent.Reconnected, isLive);
    } catch (error) {
      // Without a reason by now there won't be one: a connection that never stood ends silently.
      await Promise.race([over, room.disconnect(false)]);
      throw error;
    }
    await over;
  }

  async #publish(room: Room): Promise<void> {
    const { video, audio } = this.#capture;
    const { maxBitrate, maxFramerate, degradationPreference } = encodingOf(this.#choice);
    // The sound first: the recording begins as soon as LiveKit has the picture.
    if (audio?.readyState === 'live') {
      await room.localParticipant.publishTrack(audio, {
        source: Track.Source.ScreenShareAudio,
        audioPreset: AudioPresets.musicHighQualityStereo,
        forceStereo: true,
        // The recorder wants plain Opus without holes.
        dtx: false,
        red: false,
      });
    }
    await room.localParticipant.publishTrack(video, {
      source: Track.Source.ScreenShare,
      // A recorder that encodes again has no other way to know the rate.
      name: `screen@${maxFramerate}`,
      videoCodec: 'h264',
      backupCodec: false,
      simulcast: false,
      screenShareEncoding: { maxBitrate, maxFramerate, priority: 'high' },
      degradationPreference,
    });
  }

  /** Publishes, mutes or takes back the microphone, as is wanted. */
  #sendVoice(room: Room): void {
    this.#voiceSent = this.#voiceSent
      .then(() => sendVoice(room.localParticipant, this.#voice))
      .catch((error) => {
        if (room !== this.#room || room.state !== ConnectionState.Connected) return;
        console.warn('share: the microphone is not sent', error);
        this.#listener.voiceNotSent();
      });
  }

  #tell(connection: Connection): void {
    if (!this.#stopped) this.#listener.connection(connection);
  }
}

function publishedIn(room: Room, roomName: string): Published | undefined {
  const sid = (source: Track.Source) => room.localParticipant.getTrackPublication(source)?.trackSid;
  const videoTrackId = sid(Track.Source.ScreenShare);
  if (!videoTrackId) return undefined;
  return { roomName, videoTrackId, audioTrackId: sid(Track.Source.ScreenShareAudio) ?? null };
}

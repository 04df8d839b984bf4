import { randomBytes } from 'node:crypto';
import { Encryption_Type, type TrackInfo } from '@livekit/protocol';
import { UserError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { en } from '../../../words/en.ts';
import { RecordingRefused } from '../../recorder.ts';
import type { VoiceRecording, VoiceRequest } from '../../voices.ts';
import type { RecordingOptions } from '../recording.ts';
import { inWords } from '../segments/disk-error.ts';
import { PlaylistWriter } from '../segments/playlist-writer.ts';
import type { SessionFolder } from '../segments/session-folder.ts';
import { subscribe } from '../signalling/subscriber.ts';
import { recorderToken } from '../signalling/token.ts';
import type { Feed } from '../transport/peer.ts';
import { VoiceLine } from './voice-line.ts';

const ACCEPT_MS = 8000;
const TICK_MS = 20;
const PAUSE_MS = 500;
/** A LiveKit that can't be reached for longer won't bring this microphone back. */
const GIVE_UP_MS = 300_000;

/** One microphone from start to end, over as many connections as it takes: its own, so that the picture has no part in it. */
export class VoiceSession {
  readonly egressId = `EV_${randomBytes(9).toString('base64url')}`;
  readonly #options: RecordingOptions;
  readonly #request: VoiceRequest;
  readonly #onChange: () => void;
  readonly #session: SessionFolder;
  readonly #playlist: PlaylistWriter;
  readonly #line: VoiceLine;
  readonly #log: Log;
  readonly #accepted = Promise.withResolvers<void>();
  #state: VoiceRecording['state'] = 'starting';
  #error: string | undefined;
  #found = false;
  #connection: { close(): void } | null = null;
  #feed: Feed | null = null;
  #ticking: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Since when nothing can come from LiveKit, by Clock.now, ms; null while it can. */
  #lostAtMs: number | null = null;
  #ended: Promise<void> | null = null;
  /** By Clock.now, ms; null while it runs. */
  endedAtMs: number | null = null;

  /** @param onChange its state changed by itself */
  constructor(options: RecordingOptions, request: VoiceRequest, onChange: () => void) {
    this.#options = options;
    this.#request = request;
    this.#onChange = onChange;
    const { roomName, userId, folder } = request;
    const { windowMs, makeRoom, ffmpegPath, clock, folders } = options;
    this.#log = options.log.child({ egressId: this.egressId, roomName, userId });
    // The share beside it tells when nothing gets to where it is kept.
    const session = folders.session(folder, () => {});
    this.#session = session;
    this.#playlist = new PlaylistWriter(session.path, windowMs, {
      onWritten: () => session.written(),
      onFull: makeRoom,
    });
    const onFailed = (error: Error) => void this.#end('failed', inWords(error));
    const parts = { ffmpegPath, clock, onFailed, playlist: this.#playlist, log: this.#log };
    this.#line = new VoiceLine(parts);
  }

  /** @throws RecordingRefused, or Error when there is no such microphone to be found */
  async start(): Promise<void> {
    const { trackId } = this.#request;
    await this.#session.make();
    const late = setTimeout(
      () => void this.#end('failed', new Error(`no answer from LiveKit in ${ACCEPT_MS} ms`)),
      ACCEPT_MS,
    );
    this.#connect();
    await this.#accepted.promise.finally(() => clearTimeout(late));
    if (!this.#ended) this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#log.info({ trackId }, 'recording a microphone');
  }

  stop(): Promise<void> {
    return this.#end('complete');
  }

  describe(): VoiceRecording {
    const { clock } = this.#options;
    return {
      ...this.#request,
      egressId: this.egressId,
      state: this.#state,
      newestSegmentAtMs: this.#playlist.newestEndMs,
      ...(this.#lostAtMs !== null && { lostSinceMs: clock.wallMs(this.#lostAtMs) }),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  #connect(): void {
    const { livekit, clock } = this.#options;
    const { roomName, userId, trackId } = this.#request;
    const token = () => recorderToken(livekit, roomName, this.egressId);
    const now = clock.now;
    this.#connection = subscribe(
      { url: livekit.url, token, userId, trackId, withSound: false, log: this.#log, now },
      {
        onFound: (track) => this.#take(track),
        onMuted: () => {},
        onOutage: () => {},
        onConnected: () => {
          this.#lostAtMs = null;
          this.#line.connected();
        },
        onFeed: (feed) => this.#attach(feed),
        onEnded: () => {
          const gone = new Error(`there is no track ${trackId} by ${userId} in the room`);
          void (this.#found ? this.#end('complete') : this.#end('failed', gone));
        },
        onLost: (error) => this.#reconnect(error),
      },
    );
  }

  #take(track: TrackInfo): void {
    if (track.encryption !== Encryption_Type.NONE) {
      return void this.#end('failed', new RecordingRefused((words) => words.faults.encrypted));
    }
    this.#found = true;
    this.#accepted.resolve();
  }

  #attach(feed: Feed): void {
    if (feed.kind !== 'audio') return;
    this.#feed = feed;
    this.#line.begin(feed.roundTripMs);
    feed.onPacket = (packet) => {
      if (this.#feed === feed) this.#line.packet(packet);
    };
  }

  #tick(): void {
    const lost = this.#line.tick();
    if (lost.length > 0) this.#feed?.askAgain(lost);
    if (this.#state !== 'starting' || this.#playlist.newestEndMs === null) return;
    this.#state = 'active';
    this.#onChange();
  }

  #reconnect(error: Error): void {
    this.#connection = null;
    this.#feed = null;
    this.#line.pause();
    const nowMs = this.#options.clock.now();
    this.#lostAtMs ??= nowMs;
    if (!this.#found || nowMs - this.#lostAtMs > GIVE_UP_MS) return void this.#end('failed', error);
    this.#log.warn({ why: error.message }, 'connection lost, trying again');
    this.#retry = setTimeout(() => this.#connect(), PAUSE_MS);
  }

  /** The only way to an end; a second call waits for the first. */
  #end(state: 'complete' | 'failed', error?: Error): Promise<void> {
    this.#ended ??= this.#close(state, error);
    return this.#ended;
  }

  async #close(state: 'complete' | 'failed', error?: Error): Promise<void> {
    this.#state = 'ending';
    clearInterval(this.#ticking);
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#feed = null;
    try {
      await this.#line.finish();
      await this.#playlist.end();
      await this.#session.end();
    } catch (cause) {
      this.#log.error({ err: cause }, 'the playlist was left open');
    }
    this.endedAtMs = this.#options.clock.now();
    this.#state = state;
    if (error) this.#error = error instanceof UserError ? error.message : en.faults.brokeOff;
    this.#log.info({ state, err: error }, 'recording of a microphone over');
    this.#accepted.reject(error ?? new Error('stopped before it began'));
    this.#accepted.promise.catch(() => {});
    // Who started it is told by the error.
    if (this.#found) this.#onChange();
  }
}

import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { TrackInfo } from '@livekit/protocol';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { en } from '../../words/en.ts';
import { type Hole, type Recording, RecordingRefused, type RecordingRequest } from '../recorder.ts';
import { isVp8, whyNot, whyNotCodec } from './acceptable.ts';
import { Holes } from './holes.ts';
import { Mixer } from './mixer.ts';
import { PlaylistWriter } from './segments/playlist-writer.ts';
import { Segmenter } from './segments/segmenter.ts';
import type { SessionFolder, SessionFolders } from './segments/session-folder.ts';
import type { MakeRoom } from './segments/with-room.ts';
import { subscribe } from './signalling/subscriber.ts';
import { recorderToken } from './signalling/token.ts';
import type { Clock } from './time/clock.ts';
import type { Feed } from './transport/peer.ts';

export interface RecordingOptions {
  livekit: { url: string; apiKey: string; apiSecret: string };
  ffmpegPath: string;
  windowMs: number;
  folders: SessionFolders;
  makeRoom?: MakeRoom | undefined;
  log: Log;
  clock: Clock;
}

const ACCEPT_MS = 8000;
/** Missing packets, keyframes and silence are looked after this often. */
const TICK_MS = 20;
/** Nothing was done for so long: packets may have been dropped before they could be read. */
const BUSY_MS = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1000;
/** A LiveKit that can't be reached for longer won't bring this share back. */
const GIVE_UP_MS = 300_000;
/** A lost connection is noticed within this time. */
const NOTICED_MS = 8000;
const NO_PICTURE_MS = 20_000;
/** What a bad network loses in less is part of it, and not worth a word, ms. */
const LOST_MS = 3000;

/** One share from start to end, over as many connections as it takes. */
export class ShareRecording {
  readonly egressId = `EM_${randomBytes(9).toString('base64url')}`;
  readonly #options: RecordingOptions;
  readonly #request: RecordingRequest;
  readonly #onChange: () => void;
  readonly #beganAtMs: number;
  readonly #session: SessionFolder;
  readonly #playlist: PlaylistWriter;
  readonly #mixer: Mixer;
  readonly #log: Log;
  readonly #accepted = Promise.withResolvers<void>();
  #state: Recording['state'] = 'starting';
  #error: string | undefined;
  #hole: Hole | undefined;
  readonly #holes = new Holes((hole) => {
    this.#hole = hole;
    this.#onChange();
  });
  #refused = false;
  #found = false;
  #muted = false;
  /** By the server's clock, ms. */
  #mutedUpToMs = 0;
  /** Since when a first picture is due, by Clock.now, ms. */
  #dueSinceMs: number;
  #connection: { close(): void } | null = null;
  #feeds: Partial<Record<Feed['kind'], Feed>> = {};
  #ticking: NodeJS.Timeout | undefined;
  #tickedAtMs = 0;
  #retry: NodeJS.Timeout | undefined;
  /** Since when no media can come from LiveKit, by Clock.now, ms; null while it can. */
  #lostAtMs: number | null = null;
  /** Since when the track was not seen, though the connection may be back; null while it is there. */
  #unseenSinceMs: number | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #ended: Promise<void> | null = null;
  /** By Clock.now, ms; null while it runs. */
  endedAtMs: number | null = null;

  /** @param onChange its state changed by itself */
  constructor(options: RecordingOptions, request: RecordingRequest, onChange: () => void) {
    this.#options = options;
    this.#request = request;
    this.#onChange = onChange;
    this.#beganAtMs = options.clock.now();
    this.#dueSinceMs = this.#beganAtMs;
    const { roomName, userId } = request;
    this.#log = options.log.child({ egressId: this.egressId, roomName, userId });
    const session = options.folders.session(request.folder, onChange);
    this.#session = session;
    this.#playlist = new PlaylistWriter(session.path, options.windowMs, {
      onWritten: () => session.written(),
      onFull: options.makeRoom,
    });
    const onFailed = (error: Error) => void this.#end('failed', error);
    const { ffmpegPath, clock } = options;
    const [playlist, log] = [this.#playlist, this.#log];
    const onSlow = (words: string) => this.#holes.cause(words, clock.wallMs(clock.now()));
    const onMissing = (fromMs: number, toMs: number, lost: number) => {
      const wasLost = lost > 0 && toMs - fromMs > LOST_MS && fromMs > this.#mutedUpToMs;
      this.#holes.missing(fromMs, toMs, wasLost ? en.faults.lostOnTheWay : undefined);
    };
    const segmenter = new Segmenter({ ffmpegPath, playlist, log, onSlow, onFailed });
    this.#mixer = new Mixer(segmenter, clock, { ffmpegPath, log, onSlow, onMissing });
  }

  /** @throws RecordingRefused, or Error when there is no such share to be found */
  async start(): Promise<void> {
    await this.#session.make();
    const late = setTimeout(
      () => void this.#end('failed', new Error(`no answer from LiveKit in ${ACCEPT_MS} ms`)),
      ACCEPT_MS,
    );
    this.#connect();
    await this.#accepted.promise.finally(() => clearTimeout(late));
    // It may have been found and be over by now.
    if (!this.#ended) this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#log.info({ videoTrackId: this.#request.videoTrackId }, 'recording');
  }

  stop(): Promise<void> {
    return this.#end('complete');
  }

  describe(): Recording {
    const { roomName, userId, videoTrackId, folder } = this.#request;
    const { clock } = this.#options;
    const { awaySinceMs } = this.#session;
    return {
      egressId: this.egressId,
      roomName,
      userId,
      videoTrackId,
      folder,
      state: this.#state,
      // The folder's name tells it, so that the two never disagree.
      startedAtMs: Number(basename(folder)) || this.#beganAtMs,
      newestSegmentAtMs: this.#playlist.newestEndMs,
      segments: this.#playlist.listed,
      ...(this.#hole && { hole: this.#hole }),
      ...(awaySinceMs !== null && { unstoredSinceMs: awaySinceMs }),
      ...(this.#lostAtMs !== null && { lostSinceMs: clock.wallMs(this.#lostAtMs) }),
      ...(this.#error !== undefined && { error: this.#error }),
      ...(this.#refused && { refused: true }),
    };
  }

  #connect(): void {
    const { livekit } = this.#options;
    const { roomName, userId, videoTrackId } = this.#request;
    const token = () => recorderToken(livekit, roomName, this.egressId);
    this.#connection = subscribe(
      {
        url: livekit.url,
        token,
        userId,
        trackId: videoTrackId,
        withSound: true,
        log: this.#log,
        now: this.#options.clock.now,
      },
      {
        onFound: (track) => this.#take(track),
        onMuted: (muted) => this.#mute(muted),
        onConnected: () => this.#connected(),
        onOutage: (silentMs) => this.#noteOutage(silentMs),
        onFeed: (feed) => this.#attach(feed),
        onEnded: () => {
          // What ended while we were away, we did not see end.
          this.#lostAtMs ??= this.#unseenSinceMs;
          const gone = new Error(`there is no track ${videoTrackId} by ${userId} in the room`);
          void (this.#found ? this.#end('complete') : this.#end('failed', gone));
        },
        onLost: (error) => this.#reconnect(error),
      },
    );
  }

  #take(track: TrackInfo): void {
    const words = whyNot(track);
    if (words) return void this.#end('failed', new RecordingRefused(words));
    this.#found = true;
    this.#unseenSinceMs = null;
    this.#accepted.resolve();
  }

  #attach(feed: Feed): void {
    this.#feeds[feed.kind] = feed;
    const mixer = this.#mixer;
    // Another stream may take its place, on this connection or the next, while this one's packets are on their way.
    const current = () => this.#feeds[feed.kind] === feed;
    if (feed.kind === 'audio') {
      mixer.beginSound(feed.roundTripMs);
      feed.onPacket = (packet) => current() && mixer.sound(packet);
      feed.onReport = (report) => current() && mixer.reportSound(report);
      return;
    }
    // What it lacks isn't to be had from the new one.
    mixer.endPicture();
    let checked = '';
    feed.onPacket = (packet, mimeType) => {
      if (!current()) return;
      if (mimeType !== checked) {
        const words = whyNotCodec(mimeType);
        if (words) return void this.#end('failed', new RecordingRefused(words));
        checked = mimeType;
        const vp8 = isVp8(mimeType);
        if (vp8) this.#log.info('VP8 is made H.264, which costs a core');
        mixer.beginPicture(feed.roundTripMs, { vp8 });
      }
      mixer.picture(packet);
    };
    feed.onReport = (report) => current() && mixer.reportPicture(report);
  }

  #tick(): void {
    this.#noteBusy();
    const { picture, sound, keyframe } = this.#mixer.tick();
    if (this.#mixer.tooLarge) {
      return void this.#end('failed', new RecordingRefused(en.faults.tooManyPixels));
    }
    if (picture.length > 0) this.#feeds.video?.askAgain(picture);
    if (sound.length > 0) this.#feeds.audio?.askAgain(sound);
    if (keyframe) this.#feeds.video?.askKeyframe();
    const { clock } = this.#options;
    const nowMs = clock.now();
    this.#holes.look(clock.wallMs(nowMs));
    if (this.#muted || this.#lostAtMs !== null) this.#dueSinceMs = nowMs;
    if (this.#mixer.lastUsedAtMs > 0) {
      this.#activate();
    } else if (nowMs - this.#dueSinceMs > NO_PICTURE_MS) {
      void this.#end('failed', new UserError((words) => words.faults.noPicture));
    }
  }

  /** Whether pictures come is another thing: the share may be paused. */
  #connected(): void {
    if (this.#lostAtMs === null) return;
    const { clock } = this.#options;
    this.#holes.cause(
      en.faults.lostLivekit,
      clock.wallMs(clock.now()),
      clock.wallMs(this.#lostAtMs),
    );
    this.#lostAtMs = null;
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  #mute(muted: boolean): void {
    const { clock } = this.#options;
    if (this.#muted && !muted) this.#mutedUpToMs = clock.wallMs(clock.now());
    this.#muted = muted;
  }

  #noteOutage(silentMs: number): void {
    const { clock } = this.#options;
    const nowMs = clock.now();
    this.#log.warn({ silentMs }, 'for a while nothing came from LiveKit');
    this.#holes.cause(en.faults.lostLivekit, clock.wallMs(nowMs), clock.wallMs(nowMs - silentMs));
  }

  #noteBusy(): void {
    const { clock } = this.#options;
    const beforeMs = this.#tickedAtMs;
    this.#tickedAtMs = clock.now();
    if (beforeMs > 0 && this.#tickedAtMs - beforeMs > BUSY_MS) {
      this.#holes.cause(en.faults.tooBusy, clock.wallMs(this.#tickedAtMs), clock.wallMs(beforeMs));
    }
  }

  #activate(): void {
    if (this.#state !== 'starting') return;
    this.#state = 'active';
    this.#onChange();
  }

  #reconnect(error: Error): void {
    this.#connection = null;
    this.#feeds = {};
    this.#mixer.pause();
    const nowMs = this.#options.clock.now();
    this.#lostAtMs ??= Math.max(this.#mixer.lastUsedAtMs, nowMs - NOTICED_MS);
    this.#unseenSinceMs ??= this.#lostAtMs;
    if (!this.#found || nowMs - this.#lostAtMs > GIVE_UP_MS) return void this.#end('failed', error);
    this.#log.warn({ why: error.message }, 'connection lost, trying again');
    this.#retry = setTimeout(() => this.#connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
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
    this.#feeds = {};
    try {
      await this.#mixer.finish();
      await this.#playlist.end();
      await this.#session.end();
    } catch (cause) {
      this.#log.error({ err: cause }, 'the playlist was left open');
    }
    this.endedAtMs = this.#options.clock.now();
    this.#state = state;
    this.#refused = error instanceof RecordingRefused;
    if (error) {
      this.#error = error instanceof UserError ? error.message : en.faults.brokeOff;
    }
    this.#log.info({ state, err: error, packetsLost: this.#mixer.lost }, 'recording over');
    this.#accepted.reject(error ?? new Error('stopped before it began'));
    this.#accepted.promise.catch(() => {});
    // Who started it is told by the error; others never knew of it.
    if (this.#found) this.#onChange();
  }
}

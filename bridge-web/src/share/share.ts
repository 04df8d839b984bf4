import { ApiError, call } from '../api.ts';
import { tellClipped } from '../clipped-by-other.ts';
import type { PageEvents, Progress } from '../page-events.ts';
import { type Capture, captureScreen, captureTrouble } from './capture.ts';
import { Endings } from './endings.ts';
import { measure } from './measure.ts';
import { type Connection, type Published, Publisher } from './publish.ts';
import type { Choice } from './quality.ts';
import { SentBytes } from './sent-bytes.ts';
import type { Sending } from './stats.ts';
import { apiWords, type Heard, type StatusWatch, watchStatus } from './status.ts';
import { aheadOf } from './strip.ts';
import { type Takeover, watchTakeover } from './takeover.ts';
import { say } from './trouble-texts.ts';
import { Voice, type VoiceState } from './voice.ts';

export interface ShareState {
  phase: 'idle' | 'picking' | 'sharing';
  capture?: Capture;
  connection: Connection;
  /** The sharer's microphone. */
  voice: VoiceState;
  sending?: Sending;
  /** What the server says about the recording. */
  heard: Heard;
  /** What stands between this share and its recording. */
  progress?: Progress;
  /** The recording of these tracks is still being arranged. */
  settling: boolean;
  /** How the last share, or the try at one, ended. */
  notice?: { tone: 'good' | 'bad'; text: string; takeBack?: boolean };
  /** How far the server's clock is ahead of this computer's, ms; undefined until something was recorded. */
  aheadMs?: number;
}

/** How long the server may take to notice that tracks were published anew. */
const SETTLE_MS = 5_000;
/** Remembers in this tab that a share was on, for the page after a reload. */
const MARK = 'hindsight.sharing';

/** One person's sharing from this page: begin, stop, and everything that happens in between. */
export class Share {
  /** How much went out from this page, for the size of clips. */
  readonly sent: SentBytes;
  readonly voice: Voice;
  readonly #channelId: string;
  readonly #watch: StatusWatch;
  readonly #takeover: Takeover;
  readonly #endings: Endings;
  #listener: (state: ShareState) => void = () => {};
  #publisher: Publisher | undefined;
  #published: Published | undefined;
  /** The newest session when these tracks were published: not theirs. */
  #sessionBefore: string | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #endMeasure = () => {};
  #leaveEvents: () => void;
  state: ShareState;

  constructor(of: { userId: string; channelId: string; windowMs: number; events: PageEvents }) {
    this.#channelId = of.channelId;
    this.voice = new Voice({
      state: (voice) => this.#set({ voice }),
      send: (voice) => this.#publisher?.setVoice(voice),
    });
    this.state = {
      ...{ phase: 'idle', connection: { state: 'connecting' }, heard: {}, settling: false },
      voice: this.voice.state,
    };
    this.sent = new SentBytes(of.windowMs);
    this.#endings = new Endings(this, of.channelId);
    this.#watch = watchStatus(of.events, (heard) => this.#hear(heard));
    this.#takeover = watchTakeover(of.userId, () => {
      if (this.state.phase === 'sharing') this.#endFor(say.takenOver);
    });
    this.#leaveEvents = of.events.listen({
      changed: (progress) => {
        const ours = !progress?.channelId || progress.channelId === of.channelId;
        if (ours) this.#set({ progress });
      },
      ended: (ending) => void this.#endings.ended(ending),
      missed: (ending) => this.#endings.missed(ending),
      clipped: tellClipped,
    });
    if (!sessionStorage.getItem(MARK)) return;
    sessionStorage.removeItem(MARK);
    this.#set({ notice: { tone: 'bad', text: say.reloaded } });
  }

  listen(listener: (state: ShareState) => void): () => void {
    this.#listener = listener;
    listener(this.state);
    return () => {
      this.#listener = () => {};
    };
  }

  /**
   * Has to be called straight from a click: the browser does not let a page ask for the screen after anything else.
   * @param agree to what is kept; done before anything is sent
   */
  async begin(choice: Choice, agree: () => Promise<void> = async () => {}): Promise<void> {
    if (this.state.phase !== 'idle') return;
    this.#set({ phase: 'picking', notice: undefined, progress: undefined });
    let capture: Capture;
    try {
      capture = await captureScreen(choice);
    } catch (error) {
      this.#set({ phase: 'idle', notice: { tone: 'bad', text: captureTrouble(error) } });
      return;
    }
    // "Stop sharing" in the browser's own bar; also a window that was closed.
    capture.video.addEventListener('ended', () => this.stop());
    sessionStorage.setItem(MARK, '1');
    const connection = { state: 'connecting' } as const;
    this.#set({ phase: 'sharing', capture, connection, settling: true });
    const { sent: voice } = this.voice;
    this.#publisher = new Publisher(
      { capture, choice, voice, agree },
      {
        voiceNotSent: () => this.voice.notSent(),
        // While nothing gets through, the last figures would be untrue.
        connection: (connection) => this.#set({ connection, sending: undefined }),
        published: (tracks) => this.#arrived(tracks),
        over: (text) => this.#endFor(text),
      },
    );
    this.#measure(this.#publisher);
  }

  /** Ends the capture and the recording, for good. */
  stop(): void {
    if (this.state.phase !== 'sharing') return;
    this.#end({ tone: 'good', text: say.youStopped });
    call('POST', '/api/livekit/replay/stop')
      .catch((error) => {
        // Nothing to stop is as good as stopped; without its tracks a recording ends by itself.
        if (!(error instanceof ApiError)) throw error;
      })
      .finally(() => this.#watch.refresh());
  }

  /** Asks for the recording again after it was stopped or has failed. */
  async record(): Promise<void> {
    if (!this.#published) return;
    this.#settling();
    try {
      const body = { channelId: this.#channelId, ...this.#published };
      await call('POST', '/api/livekit/replay/start', body);
    } catch (error) {
      // 503: the recorder failed, which the status tells, and whether it is tried again.
      const told = error instanceof ApiError && error.status === 503;
      if (this.state.phase === 'sharing' && !told) {
        this.#set({ notice: { tone: 'bad', text: apiWords(error) } });
      }
    }
    await this.#watch.refresh();
  }

  /** Asks how the recording stands. */
  refresh(): Promise<void> {
    return this.#watch.refresh();
  }

  /** The page is going away: leaves LiveKit at once rather than by its timeout. */
  leave(): void {
    this.#publisher?.stop();
    this.voice.switchOff();
    this.state.capture?.stop();
  }

  close(): void {
    this.leave();
    this.#watch.close();
    this.#takeover.close();
    this.#leaveEvents();
    this.#endMeasure();
    clearTimeout(this.#settle);
  }

  #hear(heard: Heard): void {
    const { phase, notice, heard: before, aheadMs } = this.state;
    // What stood in the way of this share's recording is out of the way.
    const solved = phase === 'sharing' && heard.status?.status === 'active';
    const status = heard.status ?? before.status;
    const settling = this.state.settling && !this.#isOurs(heard);
    // Who was in the queue and left it is told by the status alone.
    const waits = !heard.status || heard.status.status === 'waiting';
    const progress = waits ? this.state.progress : undefined;
    const news = { heard: { ...heard, status }, settling, progress };
    if (heard.status?.status === 'active') this.#endings.solved();
    this.#set({
      ...news,
      notice: solved ? undefined : notice,
      aheadMs: aheadOf(heard.status, Date.now(), aheadMs),
    });
  }

  /** An active session of before these tracks is another tab's, or about to be noticed as over. */
  #isOurs({ status }: Heard): boolean {
    const current = this.state.connection.state === 'live' && status?.status === 'active';
    return current && status.sessionId !== this.#sessionBefore;
  }

  #arrived(tracks: Published): void {
    const first = !this.#published;
    const same = this.#published?.videoTrackId === tracks.videoTrackId;
    this.#published = tracks;
    if (same) return;
    if (first) this.#takeover.announce();
    this.#sessionBefore = this.state.heard.status?.sessionId;
    // After a lost connection the server finds the new tracks by itself; asking here
    // would undo a stop that came from Discord.
    if (first) void this.record();
    else this.#settling();
  }

  #settling(): void {
    clearTimeout(this.#settle);
    this.#set({ settling: true });
    this.#settle = setTimeout(() => {
      this.#set({ settling: false });
      this.#endings.complain();
    }, SETTLE_MS);
  }

  #measure(publisher: Publisher): void {
    this.#endMeasure = measure(publisher, (sample, sending) => {
      if (publisher !== this.#publisher || this.state.connection.state !== 'live') return;
      this.sent.add(sample.atMs, sample.videoBytes + (sample.audio?.bytes ?? 0));
      this.#set({ sending });
      // A codec that browser or server don't have is replaced silently.
      const { codec } = sending ?? {};
      if (codec && codec !== 'H264') this.#endFor(say.wrongCodec(codec));
    });
  }

  /** It is over without the sharer's doing. */
  #endFor(text: string): void {
    this.#end({ tone: 'bad', text, takeBack: text === say.takenOver });
  }

  #end(notice: ShareState['notice']): void {
    this.#endings.shareEnded();
    this.#endMeasure();
    clearTimeout(this.#settle);
    this.state.capture?.stop();
    this.#publisher?.stop();
    this.#publisher = undefined;
    // Nobody is heard unawares in the next one.
    this.voice.switchOff();
    this.#published = undefined;
    sessionStorage.removeItem(MARK);
    this.#set({ phase: 'idle', capture: undefined, sending: undefined, settling: false, notice });
    void this.#watch.refresh();
  }

  #set(change: Partial<ShareState>): void {
    this.state = { ...this.state, ...change };
    this.#listener(this.state);
  }
}

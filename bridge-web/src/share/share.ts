import { ApiError, call } from '../api.ts';
import { type Capture, captureScreen, captureTrouble } from './capture.ts';
import { type Connection, type Published, Publisher } from './publish.ts';
import type { Quality } from './quality.ts';
import { Meter, type Sending, sampleOf } from './stats.ts';
import { type Heard, type Missed, type Progress, type StatusWatch, watchStatus } from './status.ts';

export interface ShareState {
  phase: 'idle' | 'picking' | 'sharing';
  capture?: Capture;
  quality?: Quality;
  connection: Connection;
  sending?: Sending;
  /** What the server says about the recording. */
  heard: Heard;
  /** What stands between this share and its recording. */
  progress?: Progress;
  /** What ended while this page wasn't there, oldest first. */
  missed: Missed[];
  /** The recording of these tracks is still being arranged. */
  settling: boolean;
  /** How the last share, or the try at one, ended. */
  notice?: { tone: 'good' | 'bad'; text: string };
}

/** How long the server may take to notice that tracks were published anew. */
const SETTLE_MS = 5_000;
/** Remembers in this tab that a share was on, for the page after a reload. */
const MARK = 'hindsight.sharing';

/** One person's sharing from this page: begin, stop, and everything that happens in between. */
export class Share {
  readonly #channelId: string;
  readonly #watch: StatusWatch;
  #listener: (state: ShareState) => void = () => {};
  #publisher: Publisher | undefined;
  #published: Published | undefined;
  /** The newest session when these tracks were published: not theirs. */
  #sessionBefore: string | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  state: ShareState = {
    phase: 'idle',
    connection: { state: 'connecting' },
    heard: {},
    missed: [],
    settling: false,
  };

  constructor(userId: string, channelId: string) {
    this.#channelId = channelId;
    this.#watch = watchStatus(userId, {
      heard: (heard) => this.#hear(heard),
      progress: (progress) => {
        const ours = !progress?.channelId || progress.channelId === channelId;
        if (ours) this.#set({ progress });
      },
      missed: (missed) => this.#miss(missed),
    });
    if (!sessionStorage.getItem(MARK)) return;
    sessionStorage.removeItem(MARK);
    const text =
      'Your share ended when this page was reloaded: browsers end a capture with its page.';
    this.#set({ notice: { tone: 'bad', text } });
  }

  listen(listener: (state: ShareState) => void): () => void {
    this.#listener = listener;
    listener(this.state);
    return () => {
      this.#listener = () => {};
    };
  }

  /** Has to be called straight from a click. */
  async begin(quality: Quality): Promise<void> {
    if (this.state.phase !== 'idle') return;
    this.#set({ phase: 'picking', notice: undefined, missed: [], progress: undefined });
    let capture: Capture;
    try {
      capture = await captureScreen(quality);
    } catch (error) {
      this.#set({ phase: 'idle', notice: { tone: 'bad', text: captureTrouble(error) } });
      return;
    }
    // "Stop sharing" in the browser's own bar; also a window that was closed.
    capture.video.addEventListener('ended', () => this.stop());
    sessionStorage.setItem(MARK, '1');
    this.#set({
      phase: 'sharing',
      capture,
      quality,
      connection: { state: 'connecting' },
      settling: true,
    });
    this.#publisher = new Publisher(capture, quality, {
      // While nothing gets through, the last figures would be untrue.
      connection: (connection) => this.#set({ connection, sending: undefined }),
      published: (tracks) => this.#arrived(tracks),
      over: (text) => this.#end({ tone: 'bad', text }),
    });
    this.#measure(this.#publisher);
  }

  /** Ends the capture and the recording, for good. */
  stop(): void {
    if (this.state.phase !== 'sharing') return;
    this.#end({ tone: 'good', text: 'You stopped sharing.' });
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
        const text = error instanceof ApiError ? error.message : String(error);
        this.#set({ notice: { tone: 'bad', text } });
      }
    }
    await this.#watch.refresh();
  }

  /** The page is going away: leaves LiveKit at once rather than by its timeout. */
  leave(): void {
    this.#publisher?.stop();
    this.state.capture?.stop();
  }

  close(): void {
    this.leave();
    this.#watch.close();
    clearInterval(this.#ticking);
    clearTimeout(this.#settle);
  }

  #hear(heard: Heard): void {
    const { phase, notice, heard: before } = this.state;
    // What stood in the way of this share's recording is out of the way.
    const solved = phase === 'sharing' && heard.status?.status === 'active';
    const status = heard.status ?? before.status;
    const settling = this.state.settling && !this.#isOurs(heard);
    // Who was in the queue and left it is told by the status alone.
    const waits = !heard.status || heard.status.status === 'waiting';
    const progress = waits ? this.state.progress : undefined;
    const news = { heard: { ...heard, status }, settling, progress };
    this.#set({ ...news, notice: solved ? undefined : notice });
  }

  #miss(missed: Missed): void {
    // That it ended with the page before is said already.
    if (this.state.notice && !missed.error) return;
    // The last few say enough.
    this.#set({ missed: [...this.state.missed, missed].slice(-3) });
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
    this.#sessionBefore = this.state.heard.status?.sessionId;
    // After a lost connection the server finds the new tracks by itself; asking here
    // would undo a stop that came from Discord.
    if (first) void this.record();
    else this.#settling();
  }

  #settling(): void {
    clearTimeout(this.#settle);
    this.#set({ settling: true });
    this.#settle = setTimeout(() => this.#set({ settling: false }), SETTLE_MS);
  }

  #measure(publisher: Publisher): void {
    const meter = new Meter();
    this.#ticking = setInterval(async () => {
      const reports = await publisher.stats();
      const live = publisher === this.#publisher && this.state.connection.state === 'live';
      if (!live || reports.length === 0) return;
      const sending = meter.add(sampleOf(reports, performance.now()));
      this.#set({ sending });
      // A codec that browser or server don't have is replaced silently.
      if (sending?.codec && sending.codec !== 'H264') {
        const text =
          `The picture goes out as ${sending.codec}, and only H.264 can be recorded, so sharing was ` +
          'ended. Try a current Chrome, Edge, Firefox or Safari; if it stays so, the LiveKit server has ' +
          'H.264 switched off.';
        this.#end({ tone: 'bad', text });
      }
    }, 1_000);
  }

  #end(notice: ShareState['notice']): void {
    clearInterval(this.#ticking);
    clearTimeout(this.#settle);
    this.state.capture?.stop();
    this.#publisher?.stop();
    this.#publisher = undefined;
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

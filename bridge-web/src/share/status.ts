import { ApiError, call } from '../api.ts';
import type { PageEvents, Progress } from '../page-events.ts';
import type { Connection } from './publish.ts';
import { isLookedAt } from './small-panel.ts';
import { say } from './trouble-texts.ts';

/** What the server says about the recording; times in ms on the server's clock. */
export interface ReplayStatus {
  status: 'none' | 'starting' | 'waiting' | 'active' | 'stopped' | 'failed';
  /** In the queue for a free recorder, from 1. */
  place?: number;
  sessionId?: string;
  /** Why it failed or stopped, for a person. */
  error?: string;
  /** How much can be clipped right now. */
  bufferedMs: number;
  fromMs?: number;
  toMs?: number;
  /** What is missing between the two. */
  gaps?: { fromMs: number; toMs: number }[];
  /** What becomes of the microphone; absent where none is shared. */
  voice?: 'starting' | 'recorded' | 'failed';
  /** Less than usual is kept, for want of room: how far back one can clip, and that in words. */
  shorter?: { keptMs: number; words: string };
}

/** Events tell that something changed; how much is buffered has to be asked for. */
const POLL_MS = 2_000;

export interface StatusWatch {
  /** Asks now. */
  refresh(): Promise<void>;
  close(): void;
}

/** The newest status, and why there is no newer one, for a person. */
export interface Heard {
  status?: ReplayStatus;
  trouble?: string;
  /** The trouble is that nobody is signed in any more. */
  signedOut?: boolean;
}

/** Tells the status at once, after every event, and every two seconds while the page is looked at. */
export function watchStatus(events: PageEvents, tell: (heard: Heard) => void): StatusWatch {
  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const heard: Heard = await call<ReplayStatus>('GET', '/api/replay/status').then(
      (status) => ({ status }),
      (error) => ({ trouble: apiWords(error), signedOut: error.status === 401 }),
    );
    // An older answer that comes late would set the clock back.
    if (mine === asked) tell(heard);
  };
  const leave = events.listen({ ready: refresh, changed: refresh });
  const timer = setInterval(() => {
    if (isLookedAt()) void refresh();
  }, POLL_MS);
  void refresh();
  return {
    refresh,
    close() {
      leave();
      clearInterval(timer);
    },
  };
}

/** @returns what an error of `call` says to a person */
export function apiWords(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  return error.status === 0 ? say.away : error.message;
}

/** What the page says of the recording while a screen is shared. */
export interface Recording {
  tone: 'waiting' | 'good' | 'bad';
  text: string;
  /** More to read when it is not as it should be. */
  detail?: string;
}

/**
 * @param settling tracks reached LiveKit only just now, so what was before says nothing yet
 */
export function recordingWords(
  { status, trouble }: Heard,
  settling: boolean,
  progress?: Progress,
): Recording {
  if (trouble) return { tone: 'waiting', text: say.noAnswer, detail: trouble };
  const active = status?.status === 'active';
  if (!active && (progress || status?.status === 'waiting')) {
    const place = status?.place ?? progress?.place ?? 0;
    return { tone: 'waiting', text: say.queued(place), detail: say.queuedMore };
  }
  if (settling || !status || status.status === 'starting') {
    return { tone: 'waiting', text: say.starting };
  }
  if (status.status === 'active') {
    return { tone: 'good', text: say.recording, detail: status.shorter?.words };
  }
  const { error } = status;
  if (status.status === 'failed') {
    return { tone: 'bad', text: say.failed, detail: error ?? say.failedSilently };
  }
  return status.status === 'stopped'
    ? { tone: 'bad', text: say.stopped, detail: say.nothingNew(error ?? say.stoppedInDiscord) }
    : { tone: 'bad', text: say.notRecording, detail: say.nothingNew(error ?? say.notBegun) };
}

/** What it says instead while the tracks don't get to LiveKit: whatever is recorded, it isn't this. */
export function connectionWords({ state, trouble }: Connection): Recording {
  const text = state === 'reconnecting' ? say.reconnecting : say.connecting;
  return { tone: 'waiting', text, detail: trouble && say.tryingAgain(trouble) };
}

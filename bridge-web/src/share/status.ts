import { ApiError, call } from '../api.ts';
import type { Connection } from './publish.ts';

/** What the server says about the recording; times in ms on the server's clock. */
export interface ReplayStatus {
  status: 'none' | 'starting' | 'active' | 'stopped' | 'failed';
  sessionId?: string;
  /** Why it failed or stopped, for a person. */
  error?: string;
  /** How much can be clipped right now. */
  bufferedMs: number;
  fromMs?: number;
  toMs?: number;
}

const EVENTS = [
  'REPLAY_BUFFER_STARTED',
  'REPLAY_BUFFER_STOPPED',
  'REPLAY_BUFFER_FAILED',
  'REPLAY_BUFFER_PROGRESS',
];

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
}

/** Tells the status at once, after every event, and every two seconds while the page is looked at. */
export function watchStatus(tell: (heard: Heard) => void): StatusWatch {
  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const heard: Heard = await call<ReplayStatus>('GET', '/api/replay/status').then(
      (status) => ({ status }),
      (error) => ({ trouble: error instanceof ApiError ? error.message : String(error) }),
    );
    // An older answer that comes late would set the clock back.
    if (mine === asked) tell(heard);
  };
  const events = new EventSource('/api/events');
  for (const name of EVENTS) events.addEventListener(name, refresh);
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refresh();
  }, POLL_MS);
  void refresh();
  return {
    refresh,
    close() {
      events.close();
      clearInterval(timer);
    },
  };
}

/** What the page says of the recording while a screen is shared. */
export interface Recording {
  tone: 'waiting' | 'good' | 'bad';
  text: string;
  /** More to read when it is bad. */
  detail?: string;
}

/**
 * @param settling tracks reached LiveKit only just now, so what was before says nothing yet
 */
export function recordingWords({ status, trouble }: Heard, settling: boolean): Recording {
  if (trouble) return { tone: 'waiting', text: 'Hindsight doesn’t answer…', detail: trouble };
  if (settling || !status || status.status === 'starting') {
    return { tone: 'waiting', text: 'Starting to record…' };
  }
  if (status.status === 'active') return { tone: 'good', text: 'Recording' };
  const { error } = status;
  if (status.status === 'failed') {
    return { tone: 'bad', text: 'Recording failed', detail: error ?? 'The server didn’t say why.' };
  }
  const why = status.status === 'stopped' ? 'It was stopped from Discord.' : 'It hasn’t begun yet.';
  return {
    tone: 'bad',
    text: status.status === 'stopped' ? 'Recording stopped' : 'Not recording',
    detail: `${error ?? why} Your screen is still sent, but nothing new is kept.`,
  };
}

/** What it says instead while the tracks don't get to LiveKit: whatever is recorded, it isn't this. */
export function connectionWords({ state, trouble }: Connection): Recording {
  const text = state === 'reconnecting' ? 'Connection lost, reconnecting…' : 'Connecting…';
  return { tone: 'waiting', text, detail: trouble && `${trouble} Trying again.` };
}

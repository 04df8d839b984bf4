import { call } from '../api.ts';

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

/** Tells the status at once, after every event, and every two seconds while the page is looked at. */
export function watchStatus(tell: (status: ReplayStatus) => void): StatusWatch {
  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const status = await call<ReplayStatus>('GET', '/api/replay/status').catch(() => undefined);
    // An older answer that comes late would set the clock back.
    if (status && mine === asked) tell(status);
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
 * @param settling tracks reached LiveKit only just now, so the last session's end says nothing yet
 */
export function recordingWords(status: ReplayStatus | undefined, settling: boolean): Recording {
  switch (status?.status) {
    case 'active':
      return { tone: 'good', text: 'Recording' };
    case 'failed':
      if (settling) break;
      return {
        tone: 'bad',
        text: 'Recording failed',
        detail: status.error ?? 'The server didn’t say why. Try “Record again”, or share again.',
      };
    case 'stopped':
      if (settling) break;
      return {
        tone: 'bad',
        text: 'Recording stopped',
        detail: `${status.error ?? 'It was stopped from Discord.'} Your screen is still sent, but nothing new is kept.`,
      };
  }
  return { tone: 'waiting', text: 'Starting to record…' };
}

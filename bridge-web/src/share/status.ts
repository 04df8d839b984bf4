import { ApiError, call } from '../api.ts';
import type { Connection } from './publish.ts';

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
}

const STARTED = 'REPLAY_BUFFER_STARTED';
const STOPPED = 'REPLAY_BUFFER_STOPPED';
const FAILED = 'REPLAY_BUFFER_FAILED';
const PROGRESS = 'REPLAY_BUFFER_PROGRESS';

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

/** What happens to a recording before it runs. */
export interface Progress {
  channelId?: string;
  state: 'waiting';
  /** In the queue for a free recorder, from 1. */
  place?: number;
}

/** How a recording ended while nobody looked. */
export interface Missed {
  channelId: string;
  atMs: number;
  /** Only of one that failed: why, for a person. */
  error?: string;
}

export interface StatusListener {
  heard(heard: Heard): void;
  /** undefined: what was said before is over. */
  progress(progress: Progress | undefined): void;
  missed(missed: Missed): void;
}

/** Remembers in this tab up to where it has got the events, for the page after a reload. */
const LAST = 'hindsight.lastEvent';

/** Tells the status at once, after every event, and every two seconds while the page is looked at. */
export function watchStatus(userId: string, listener: StatusListener): StatusWatch {
  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const heard: Heard = await call<ReplayStatus>('GET', '/api/replay/status').then(
      (status) => ({ status }),
      (error) => ({ trouble: error instanceof ApiError ? error.message : String(error) }),
    );
    // An older answer that comes late would set the clock back.
    if (mine === asked) listener.heard(heard);
  };
  const events = new EventSource(`/api/events${goOnBehind(sessionStorage.getItem(LAST), userId)}`);
  // What comes before READY happened while this page wasn't there.
  let ready = false;
  events.addEventListener('open', () => {
    ready = false;
  });
  events.addEventListener('READY', ({ lastEventId }) => {
    ready = true;
    sessionStorage.setItem(LAST, `${userId}:${lastEventId}`);
  });
  for (const name of [STARTED, STOPPED, FAILED, PROGRESS]) {
    events.addEventListener(name, (event: MessageEvent<string>) => {
      const { lastEventId } = event;
      const data = JSON.parse(event.data);
      if (name === STOPPED || name === FAILED) {
        sessionStorage.setItem(LAST, `${userId}:${lastEventId}`);
        if (!ready) listener.missed({ ...data, atMs: Number(lastEventId) });
      }
      listener.progress(name === PROGRESS ? data : undefined);
      void refresh();
    });
  }
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

/** @param last `{userId}:{event id}` of somebody who used this tab @returns a query, or nothing */
export function goOnBehind(last: string | null, userId: string): string {
  const [owner, id = ''] = last?.split(':') ?? [];
  return owner === userId && /^\d+$/.test(id) ? `?lastEventId=${id}` : '';
}

/** @param here the channel of this page */
export function missedWords({ channelId, atMs, error }: Missed, here: string): string {
  const when = new Date(atMs);
  const today = when.toDateString() === new Date().toDateString();
  const time = when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const day = today ? '' : `${when.toLocaleDateString([], { day: 'numeric', month: 'long' })}, `;
  const where = channelId === here ? '' : ' in another channel';
  const what = error ? `failed: ${error}` : 'ended.';
  return `While you were away (${day}${time}), the recording of your share${where} ${what}`;
}

const ORDINALS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };

/** `1st`, `2nd`, `11th` */
function ordinal(place: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(place);
  return `${place}${ORDINALS[rule] ?? 'th'}`;
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
export function recordingWords(
  { status, trouble }: Heard,
  settling: boolean,
  progress?: Progress,
): Recording {
  if (trouble) return { tone: 'waiting', text: 'Hindsight doesn’t answer…', detail: trouble };
  const active = status?.status === 'active';
  if (!active && (progress || status?.status === 'waiting')) {
    const place = status?.place ?? progress?.place;
    const queued = place ? `you are ${ordinal(place)} in the queue` : 'it takes a moment';
    return {
      tone: 'waiting',
      text: `Waiting for a free recorder: ${queued}.`,
      detail: 'It begins by itself. Until then nothing is kept.',
    };
  }
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

import { type RtcPath, rtcUrl } from './rtc-url.ts';
import {
  NoSuchPath,
  openSocket,
  type SignalFromServer,
  type Signalling,
  type SignallingHandlers,
} from './signal-socket.ts';

export interface SignallingOptions {
  /** ws, wss, http or https. */
  url: string;
  /** A token for each connection, so that none is old. */
  token: () => Promise<string>;
  /** Whether media comes: that is worth going on without signalling until LiveKit takes it up again. */
  flows: () => boolean;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/**
 * LiveKit's signalling, over as many sockets as it takes: media doesn't need it, so a lost one is resumed, which
 * `reconnect` tells, while media comes. By the current path, or by the older one where there is no other; that one
 * can't be resumed, because LiveKit restarts ICE there.
 */
export function openSignalling(
  { url, token, flows }: SignallingOptions,
  { onSignal, onLost }: SignallingHandlers,
): Signalling {
  let over = false;
  let path: RtcPath = 'rtc/v1';
  /** Who we are in the room, once that can be resumed. */
  let sid: string | undefined;
  let socket: Signalling | null = null;
  let waiting: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const dial = async () => {
    const address = rtcUrl(url, path, await token(), sid);
    if (over) return;
    socket = openSocket(address, { onSignal: hear, onLost: lose });
  };
  const connect = () => {
    dial().catch((error) => lose(error as Error));
  };
  const hear = (signal: SignalFromServer) => {
    if (signal.case === 'join' && path === 'rtc/v1') sid = signal.value.participant?.sid;
    if (signal.case === 'reconnect') pauseMs = FIRST_PAUSE_MS;
    onSignal(signal);
  };
  const lose = (error: Error) => {
    socket = null;
    if (over) return;
    if (sid === undefined && path === 'rtc/v1' && error instanceof NoSuchPath) {
      path = 'rtc';
      return connect();
    }
    if (sid !== undefined && flows()) {
      waiting = setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      return;
    }
    over = true;
    onLost(error);
  };

  connect();
  return {
    send: (message) => socket?.send(message),
    close() {
      over = true;
      clearTimeout(waiting);
      socket?.close();
    },
  };
}

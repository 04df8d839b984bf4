import { LeaveRequest, Ping, SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket } from 'ws';

export type SignalFromServer = SignalResponse['message'];
export type SignalToServer = SignalRequest['message'];

export interface Signalling {
  /** What can't be sent is dropped. */
  send(message: SignalToServer): void;
  /** Says goodbye, so that the server forgets us at once. */
  close(): void;
}

export interface SignallingHandlers {
  onSignal(signal: SignalFromServer): void;
  /** Once, unless we closed it ourselves; the connection is of no use any more. */
  onLost(error: Error): void;
}

/** The server has no such path. */
export class NoSuchPath extends Error {}

const HANDSHAKE_MS = 5000;
/** LiveKit's own, until it tells: a ping every so often, and how long it may be silent, s. */
const PINGS = { intervalS: 5, timeoutS: 15 };

/** One WebSocket to LiveKit, see rtc-url.ts. */
export function openSocket(address: URL, { onSignal, onLost }: SignallingHandlers): Signalling {
  const socket = new WebSocket(address, { handshakeTimeout: HANDSHAKE_MS });
  let over = false;
  let pinging: NodeJS.Timeout | undefined;
  // The server's clock may be set meanwhile.
  let heardAtMs = performance.now();

  const end = (error: Error) => {
    if (over) return;
    over = true;
    clearInterval(pinging);
    // Terminating a socket that never opened is told as an error too.
    socket.terminate();
    onLost(error);
  };
  const send = (message: SignalToServer) => {
    if (socket.readyState === WebSocket.OPEN)
      socket.send(new SignalRequest({ message }).toBinary());
  };
  const keepAlive = ({ intervalS, timeoutS }: typeof PINGS) => {
    clearInterval(pinging);
    pinging = setInterval(() => {
      const silentMs = Math.round(performance.now() - heardAtMs);
      if (silentMs > timeoutS * 1000) return end(new Error(`LiveKit is silent for ${silentMs} ms`));
      const timestamp = BigInt(Date.now());
      send({ case: 'ping', value: timestamp });
      send({ case: 'pingReq', value: new Ping({ timestamp }) });
    }, intervalS * 1000);
  };

  const read = (data: Buffer) => {
    try {
      return SignalResponse.fromBinary(data).message;
    } catch (cause) {
      end(new Error('LiveKit sent what cannot be read', { cause }));
      return null;
    }
  };

  socket.on('open', () => keepAlive(PINGS));
  socket.on('message', (data) => {
    if (over) return;
    heardAtMs = performance.now();
    const message = read(data as Buffer);
    if (!message) return;
    if (message.case === 'join') {
      const { pingInterval, pingTimeout } = message.value;
      keepAlive({
        intervalS: pingInterval || PINGS.intervalS,
        timeoutS: pingTimeout || PINGS.timeoutS,
      });
    }
    onSignal(message);
  });
  socket.on('unexpected-response', (_, { statusCode }) => {
    const words = `LiveKit answers ${statusCode} to ${address.pathname}`;
    end(statusCode === 404 ? new NoSuchPath(words) : new Error(words));
  });
  socket.on('error', (cause) =>
    end(new Error(`LiveKit's signalling: ${cause.message}`, { cause })),
  );
  socket.on('close', (code) => end(new Error(`LiveKit closed the signalling (${code})`)));

  return {
    send,
    close() {
      if (over) return;
      send({ case: 'leave', value: new LeaveRequest() });
      over = true;
      clearInterval(pinging);
      socket.close();
      setTimeout(() => socket.terminate(), 1000).unref();
    },
  };
}

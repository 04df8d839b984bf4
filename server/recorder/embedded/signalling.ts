import { LeaveRequest, Ping, SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket } from 'ws';

export type SignalFromServer = SignalResponse['message'];
export type SignalToServer = SignalRequest['message'];

export interface Signalling {
  send(message: SignalToServer): void;
  /** Says goodbye, so that the server forgets us at once. */
  close(): void;
}

export interface SignallingHandlers {
  onSignal(signal: SignalFromServer): void;
  /** Once, unless we closed it ourselves; the connection is of no use any more. */
  onLost(error: Error): void;
}

const HANDSHAKE_MS = 5000;

/** Opens LiveKit's signalling channel as a client that only subscribes. `url` is ws, wss, http or https. */
export function openSignalling(
  url: string,
  token: string,
  { onSignal, onLost }: SignallingHandlers,
): Signalling {
  const socket = new WebSocket(rtcUrl(url, token), { handshakeTimeout: HANDSHAKE_MS });
  let over = false;
  let pinging: NodeJS.Timeout | undefined;
  let heardAtMs = Date.now();

  const end = (error?: Error) => {
    if (over) return;
    over = true;
    clearInterval(pinging);
    // Terminating a socket that never opened is told as an error too.
    socket.terminate();
    if (error) onLost(error);
  };
  const send = (message: SignalToServer) => {
    if (socket.readyState === WebSocket.OPEN)
      socket.send(new SignalRequest({ message }).toBinary());
  };
  const keepAlive = (intervalS: number, timeoutS: number) => {
    clearInterval(pinging);
    pinging = setInterval(() => {
      const silentMs = Date.now() - heardAtMs;
      if (silentMs > timeoutS * 1000) return end(new Error(`LiveKit is silent for ${silentMs} ms`));
      const timestamp = BigInt(Date.now());
      send({ case: 'ping', value: timestamp });
      send({ case: 'pingReq', value: new Ping({ timestamp }) });
    }, intervalS * 1000);
  };

  socket.on('message', (data) => {
    if (over) return;
    heardAtMs = Date.now();
    const { message } = SignalResponse.fromBinary(data as Buffer);
    if (message.case === 'join') {
      keepAlive(message.value.pingInterval || 5, message.value.pingTimeout || 15);
    }
    onSignal(message);
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

function rtcUrl(url: string, token: string): URL {
  const address = new URL('rtc', url.endsWith('/') ? url : `${url}/`);
  address.protocol = address.protocol.replace('http', 'ws');
  address.search = String(
    new URLSearchParams({
      access_token: token,
      auto_subscribe: '0',
      adaptive_stream: '0',
      sdk: 'js',
      version: '2.0.0',
      protocol: '16',
    }),
  );
  return address;
}

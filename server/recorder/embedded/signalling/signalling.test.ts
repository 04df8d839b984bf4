import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  JoinRequest,
  JoinResponse,
  ParticipantInfo,
  ReconnectResponse,
  SignalRequest,
  SignalResponse,
  WrappedJoinRequest,
} from '@livekit/protocol';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '../../../../e2e/support/until.ts';
import type { SignalFromServer, Signalling, SignalToServer } from './signal-socket.ts';
import { openSignalling } from './signalling.ts';

/** What a client asked for when it came. */
interface Visit {
  path: string;
  token: string | null;
  request: JoinRequest;
  socket: WebSocket;
  said: SignalToServer['case'][];
}

const SID = 'PA_recorder';
let http: Server;
let url: string;
let visits: Visit[];
/** Status for a path that is not served. */
let refused: Record<string, number>;
let lost: Error[];
let heard: SignalFromServer['case'][];
let flows: boolean;
let tokens: number;
/** What the server tells of them, s. */
let pings: { pingInterval?: number; pingTimeout?: number };
const opened: Signalling[] = [];

beforeEach(async () => {
  [visits, refused, lost, heard, flows, tokens, pings] = [[], {}, [], [], true, 0, {}];
  const sockets = new WebSocketServer({ noServer: true });
  http = createServer();
  http.on('upgrade', (request, stream, head) => {
    const status = refused[new URL(request.url ?? '', 'ws://x').pathname];
    if (status) return stream.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, (socket) => welcome(request, socket));
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const signalling of opened.splice(0)) signalling.close();
  for (const { socket } of visits) socket.terminate();
  http.close();
});

/** As LiveKit does. */
function welcome({ url: target = '' }: IncomingMessage, socket: WebSocket): void {
  const { pathname, searchParams } = new URL(target, 'ws://x');
  const wrapped = Buffer.from(searchParams.get('join_request') ?? '', 'base64url');
  const request = JoinRequest.fromBinary(WrappedJoinRequest.fromBinary(wrapped).joinRequest);
  const visit: Visit = {
    ...{ path: pathname, token: searchParams.get('access_token'), request, socket, said: [] },
  };
  visits.push(visit);
  socket.on('message', (data) => {
    visit.said.push(SignalRequest.fromBinary(data as Buffer).message.case);
  });
  const participant = new ParticipantInfo({ sid: SID });
  const message: SignalFromServer = request.reconnect
    ? { case: 'reconnect', value: new ReconnectResponse() }
    : { case: 'join', value: new JoinResponse({ participant, ...pings }) };
  socket.send(new SignalResponse({ message }).toBinary());
}

function open() {
  const token = async () => {
    tokens += 1;
    return `token ${tokens}`;
  };
  const signalling = openSignalling(
    { url, token, flows: () => flows },
    { onSignal: ({ case: name }) => heard.push(name), onLost: (error) => lost.push(error) },
  );
  opened.push(signalling);
  return signalling;
}

test('it comes by the current path, as a subscriber to what it asks for', async () => {
  const signalling = open();
  await until('it has joined', () => heard.length === 1);
  expect(visits).toMatchObject([{ path: '/rtc/v1', token: 'token 1' }]);
  const { reconnect, clientInfo, connectionSettings } = visits[0]?.request ?? {};
  expect(reconnect).toBe(false);
  expect(clientInfo?.protocol).toBe(17);
  expect(connectionSettings?.autoSubscribe).toBe(false);
  signalling.close();
  await until('it says goodbye', () => visits[0]?.said.includes('leave'));
  expect(lost).toEqual([]);
});

test('where there is no such path it comes by the older one, which is not resumed', async () => {
  refused['/rtc/v1'] = 404;
  open();
  await until('it has joined', () => heard.length === 1);
  expect(visits.map(({ path }) => path)).toEqual(['/rtc']);
  visits[0]?.socket.terminate();
  await until('it is lost', () => lost.length === 1);
  expect(visits).toHaveLength(1);
});

test('a path that is refused for another reason is no reason to try another', async () => {
  refused['/rtc/v1'] = 401;
  open();
  await until('it is lost', () => lost.length === 1);
  expect(String(lost[0])).toContain('401');
  expect(visits).toEqual([]);
});

test('while media comes a lost signalling is resumed, as often as it is lost, with a new token', async () => {
  const signalling = open();
  await until('it has joined', () => heard.length === 1);
  visits[0]?.socket.terminate();
  await until('it is resumed', () => heard.length === 2);
  visits[1]?.socket.terminate();
  await until('it is resumed again', () => heard.length === 3);
  expect(heard).toEqual(['join', 'reconnect', 'reconnect']);
  for (const [i, { request, token }] of visits.slice(1).entries()) {
    expect(request).toMatchObject({ reconnect: true, participantSid: SID });
    expect(token).toBe(`token ${i + 2}`);
  }
  signalling.send({ case: 'ping', value: 0n });
  await until('the newest socket is spoken to', () => visits[2]?.said.includes('ping'));
  signalling.close();
  expect(lost).toEqual([]);
});

test('it is resumed also when LiveKit could not be reached at first', async () => {
  open();
  await until('it has joined', () => heard.length === 1);
  refused['/rtc/v1'] = 503;
  visits[0]?.socket.terminate();
  const tried = tokens;
  await until('it has tried in vain', () => tokens > tried + 1);
  delete refused['/rtc/v1'];
  await until('it is resumed', () => heard.includes('reconnect'));
  expect(lost).toEqual([]);
});

test('when no media comes there is nothing to resume', async () => {
  open();
  await until('it has joined', () => heard.length === 1);
  flows = false;
  visits[0]?.socket.terminate();
  await until('it is lost', () => lost.length === 1);
  expect(visits).toHaveLength(1);
});

test('a LiveKit that says nothing for long is lost', async () => {
  [pings, flows] = [{ pingInterval: 1, pingTimeout: 1 }, false];
  open();
  await until('it is lost', () => lost.length === 1);
  expect(String(lost[0])).toContain('silent');
});

test("that the server's clock is set is no silence", async () => {
  pings = { pingInterval: 1, pingTimeout: 14 };
  open();
  await until('it has joined', () => heard.length === 1);
  const now = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
  onTestFinished(() => clock.mockRestore());
  await until('it pings or gives up', () => visits[0]?.said.includes('ping') || visits[1]);
  expect(visits).toHaveLength(1);
  expect(visits[0]?.said).toContain('ping');
});

test('once closed it stays closed', async () => {
  const signalling = open();
  await until('it has joined', () => heard.length === 1);
  refused['/rtc/v1'] = 503;
  visits[0]?.socket.terminate();
  const tried = tokens;
  await until('it tries again', () => tokens > tried);
  signalling.close();
  delete refused['/rtc/v1'];
  // Another one that is lost later and has come back would have been behind it.
  open();
  await until('another has joined', () => visits.length === 2);
  visits[1]?.socket.terminate();
  await until('the other is resumed', () => visits.length === 3);
  visits[2]?.socket.terminate();
  await until('the other is resumed again', () => visits.length === 4);
  expect(heard).toEqual(['join', 'join', 'reconnect', 'reconnect']);
  expect(lost).toEqual([]);
});

test('a message that cannot be read ends the connection, and nothing else', async () => {
  flows = false;
  open();
  await until('it has joined', () => heard.length === 1);
  visits[0]?.socket.send(Buffer.from([0xff, 0xff, 0xff]));
  await until('it is lost', () => lost.length === 1);
  expect(String(lost[0])).toContain('cannot be read');
});

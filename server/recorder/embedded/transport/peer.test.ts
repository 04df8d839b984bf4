import { ICEServer } from '@livekit/protocol';
import { afterEach, expect, test } from 'vitest';
import type { RTCPeerConnection } from 'werift';
import { closePeer, createPeer } from './peer.ts';

const opened: RTCPeerConnection[] = [];
afterEach(() => Promise.all(opened.splice(0).map((peer) => peer.close())));

function open(urls: string[] = []): RTCPeerConnection {
  const servers = urls.length > 0 ? [new ICEServer({ urls, username: 'u', credential: 'c' })] : [];
  const peer = createPeer('ws://127.0.0.1:7880', servers);
  opened.push(peer);
  return peer;
}

test('a relay over TCP comes first, as only one is tried; address servers are left out', () => {
  const peer = open([
    'stun:stun.example:3478',
    'turn:turn.example:443?transport=udp',
    'turns:turn.example:443?transport=tcp',
  ]);
  expect(peer.getConfiguration().iceServers.map(({ urls }) => urls)).toEqual([
    'turns:turn.example:443?transport=tcp',
    'turn:turn.example:443?transport=udp',
  ]);
});

test.each(['gathers', 'tells what it has gathered'])(
  'one that is closed while it %s leaves nothing open',
  async (moment) => {
    const peer = open();
    peer.addTransceiver('video', { direction: 'recvonly' });
    const busy = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<RTCPeerConnection['iceTransports']>();
    const close = () => {
      const transports = peer.iceTransports;
      closePeer(peer, busy.promise).then(() => closed.resolve(transports), closed.reject);
    };
    if (moment === 'gathers') peer.iceGatheringStateChange.once(() => queueMicrotask(close));
    else peer.onIceCandidate.once(close);
    await peer.setLocalDescription(await peer.createOffer());
    busy.resolve();
    const transports = await closed.promise;
    expect(transports).toHaveLength(1);
    const sockets = transports.flatMap(
      ({ connection }) => (connection as unknown as { protocols: unknown[] }).protocols,
    );
    expect(sockets).toEqual([]);
  },
);

test('it offers itself over UDP and calls over TCP, listens on no TCP port, and asks nobody for its address', async () => {
  const peer = open();
  peer.addTransceiver('video', { direction: 'recvonly' });
  await peer.setLocalDescription(await peer.createOffer());
  const sdp = peer.localDescription?.sdp ?? '';
  const candidates = sdp.split('\r\n').filter((line) => line.startsWith('a=candidate:'));
  expect(candidates.some((line) => / udp \d+ 127\.0\.0\.1 /.test(line))).toBe(true);
  expect(
    candidates.some((line) => / tcp \d+ 127\.0\.0\.1 9 typ host tcptype active/.test(line)),
  ).toBe(true);
  expect(candidates.every((line) => line.includes(' typ host '))).toBe(true);
  expect(sdp).not.toContain('tcptype passive');
  expect(peer.iceTransports.map(({ connection }) => connection.stunServer)).toEqual([undefined]);
});

test('lost sound can be asked for as lost pictures can', async () => {
  const peer = open();
  for (const kind of ['audio', 'video'] as const)
    peer.addTransceiver(kind, { direction: 'recvonly' });
  const { sdp } = await peer.createOffer();
  const [, audio = '', video = ''] = sdp.split('m=');
  expect(audio).toMatch(/a=rtcp-fb:\d+ nack\r?\n/);
  expect(video).toMatch(/a=rtcp-fb:\d+ nack\r?\n/);
});

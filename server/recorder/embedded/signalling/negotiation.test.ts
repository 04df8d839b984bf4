import { MediaSectionsRequirement, SessionDescription, TrickleRequest } from '@livekit/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RTCPeerConnection } from 'werift';
import { until } from '../../../../e2e/support/until.ts';
import { createPeer, type Feed, listen } from '../transport/peer.ts';
import { Negotiation } from './negotiation.ts';
import type { SignalToServer } from './signal-socket.ts';

const LIVEKIT = 'ws://127.0.0.1:7880';
let peer: RTCPeerConnection;
/** In LiveKit's place. */
let other: RTCPeerConnection;
let said: SignalToServer[];
let failed: Error[];
const send = (message: SignalToServer) => void said.push(message);

beforeEach(() => {
  [said, failed] = [[], []];
  peer = createPeer(LIVEKIT, []);
  other = createPeer(LIVEKIT, []);
});
afterEach(async () => {
  expect(failed).toEqual([]);
  await Promise.all([peer.close(), other.close()]);
});

function open(offering: boolean): Negotiation {
  return new Negotiation(peer, { offering, send, onFailed: (error) => failed.push(error) });
}

function descriptions(): SessionDescription[] {
  return said.flatMap((one) => (one.case === 'offer' || one.case === 'answer' ? one.value : []));
}

const sections = (sdp = ''): string[] => sdp.match(/^m=\w+/gm) ?? [];

async function answer({ sdp, id }: SessionDescription) {
  await other.setRemoteDescription({ type: 'offer', sdp });
  await other.setLocalDescription(await other.createAnswer());
  const value = { type: 'answer', sdp: other.localDescription?.sdp ?? '', id };
  return { case: 'answer' as const, value: new SessionDescription(value) };
}

test('on the current path we offer, with a section for the picture and one for the sound', async () => {
  const negotiation = open(true);
  await negotiation.begin();
  const [offer = new SessionDescription()] = descriptions();
  expect(offer).toMatchObject({ type: 'offer', id: 1 });
  expect(sections(offer.sdp)).toEqual(['m=audio', 'm=video']);
  // Over one transport.
  const [, sound, picture] = offer.sdp.split(/^m=/m).map((part) => part.match(/^a=candidate.*/gm));
  expect(picture).toEqual(sound);
  await negotiation.take(await answer(offer));
  expect(peer.signalingState).toBe('stable');
});

test('what LiveKit has to send in addition is offered when the first offer has led to a connection', async () => {
  const negotiation = open(true);
  await negotiation.begin();
  const [offer = new SessionDescription()] = descriptions();
  const value = new MediaSectionsRequirement({ numAudios: 1 });
  await negotiation.take({ case: 'mediaSectionsRequirement', value });
  expect(descriptions()).toHaveLength(1);
  await negotiation.take(await answer(offer));
  const again = await until('there is another offer', () => descriptions()[1]);
  expect(peer.connectionState).toBe('connected');
  expect(again.id).toBe(2);
  expect(sections(again.sdp)).toEqual(['m=audio', 'm=video', 'm=audio']);
});

test('a section that is filled later, or again, is a stream then', async () => {
  const feeds: Feed[] = [];
  listen(peer, Date.now, (feed) => feeds.push(feed));
  const negotiation = open(true);
  await negotiation.begin();
  /** As pion does: ready to send, whether there is a stream or not. */
  const answerWith = async (...ssrcs: number[]) => {
    const reply = await answer(descriptions().at(-1) ?? new SessionDescription());
    const sdp = reply.value.sdp.replace(/^a=(inactive|recvonly|sendrecv)/gm, 'a=sendonly');
    const [head = '', sound = '', picture = ''] = sdp
      .replace(/^a=ssrc.*\r\n/gm, '')
      .split(/^(?=m=)/m);
    const filled = ssrcs.map((ssrc) => `a=ssrc:${ssrc} cname:livekit\r\n`).join('');
    reply.value.sdp = head + sound + picture + filled;
    await negotiation.take(reply);
  };
  await answerWith();
  expect(feeds).toEqual([]);
  for (const [i, ssrc] of [1234, 5678].entries()) {
    const value = new MediaSectionsRequirement();
    await negotiation.take({ case: 'mediaSectionsRequirement', value });
    await until('it is offered', () => descriptions().length === i + 2);
    await answerWith(ssrc);
    expect(feeds.map(({ kind }) => kind)).toEqual(Array(i + 1).fill('video'));
  }
});

test('an answer to an older offer is no answer', async () => {
  const negotiation = open(true);
  await negotiation.begin();
  const [offer = new SessionDescription()] = descriptions();
  const late = await answer(offer);
  late.value.id = 0;
  await negotiation.take(late);
  expect(peer.signalingState).toBe('have-local-offer');
});

test('an offer that has no answer yet is made again when the signalling is back, and only then', async () => {
  const negotiation = open(true);
  await negotiation.begin();
  negotiation.restate();
  const [offer, again] = descriptions();
  expect(again).toEqual(offer);
  await negotiation.take(await answer(again ?? new SessionDescription()));
  negotiation.restate();
  expect(descriptions()).toHaveLength(2);
});

test('on the older path LiveKit offers, and we answer under its number', async () => {
  const negotiation = open(false);
  await negotiation.begin();
  expect(descriptions()).toEqual([]);
  other.addTransceiver('video', { direction: 'sendonly' });
  await other.setLocalDescription(await other.createOffer());
  const value = { type: 'offer', sdp: other.localDescription?.sdp ?? '', id: 7 };
  await negotiation.take({ case: 'offer', value: new SessionDescription(value) });
  expect(descriptions()).toMatchObject([{ type: 'answer', id: 7 }]);
});

test("candidates of LiveKit's other connection are left alone", async () => {
  const negotiation = open(true);
  const value = new TrickleRequest({ candidateInit: 'no JSON', target: 1 });
  await negotiation.take({ case: 'trickle', value });
  expect(said).toEqual([]);
});

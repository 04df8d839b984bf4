import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  type RTCRtpReceiver,
  RtcpRrPacket,
  RtcpSenderInfo,
  RtcpSrPacket,
  RtpHeader,
  RtpPacket,
  useH264,
} from 'werift';
import { until } from '../../../../e2e/support/until.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { takeRtp } from './rtp-path.ts';

const CONFIG = {
  codecs: { audio: [], video: [useH264()] },
  iceAdditionalHostAddresses: ['127.0.0.1'],
  iceUseIpv6: false,
};

let sender: RTCPeerConnection;
let receiver: RTCPeerConnection;
let track: MediaStreamTrack;
let incoming: { receiver: RTCRtpReceiver; ssrc: number };

beforeEach(async () => {
  [sender, receiver] = [new RTCPeerConnection(CONFIG), new RTCPeerConnection(CONFIG)];
  track = new MediaStreamTrack({ kind: 'video' });
  const found = Promise.withResolvers<typeof incoming>();
  receiver.ontrack = ({ receiver }) =>
    found.resolve({ receiver, ssrc: receiver.tracks.at(-1)?.ssrc ?? 0 });
  sender.addTransceiver(track, { direction: 'sendonly' });
  await sender.setLocalDescription(await sender.createOffer());
  if (sender.localDescription) await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription(await receiver.createAnswer());
  if (receiver.localDescription) await sender.setRemoteDescription(receiver.localDescription);
  incoming = await found.promise;
});
afterEach(() => Promise.all([sender.close(), receiver.close()]));

const connected = () =>
  until('both are connected', () =>
    [sender, receiver].every((peer) => peer.connectionState === 'connected'),
  );
const [transceiverOf] = [(peer: RTCPeerConnection) => peer.getTransceivers()[0]];
const payloadType = () => transceiverOf(sender)?.sender.codec?.payloadType ?? 0;
const send = (sequenceNumber: number, payload: Buffer) =>
  track.writeRtp(
    new RtpPacket(
      new RtpHeader({
        payloadType: payloadType(),
        sequenceNumber,
        timestamp: sequenceNumber * 3000,
        marker: sequenceNumber % 2 === 1,
      }),
      payload,
    ),
  );

test('packets arrive as they were sent, and none of them goes through werift', async () => {
  const packets: (MediaPacket & { payloadType: number })[] = [];
  let passed = 0;
  takeRtp(
    incoming.receiver,
    incoming.ssrc,
    () => 42,
    (packet, payloadType) => packets.push({ ...packet, payloadType }),
  );
  incoming.receiver.dtlsTransport.onRtp.subscribe(() => {
    passed += 1;
  });
  await connected();
  const payloads = [1, 1000, 1200].map((length, i) => Buffer.alloc(length, i + 1));
  for (const [i, payload] of payloads.entries()) send(i, payload);
  await until('all have come', () => packets.length >= payloads.length);
  expect(packets.map(({ payload }) => payload)).toEqual(payloads);
  const first = packets[0]?.sequence ?? 0;
  expect(packets.map(({ sequence }) => (sequence - first) & 0xffff)).toEqual([0, 1, 2]);
  expect(packets.map(({ marker }) => marker)).toEqual([false, true, false]);
  expect(packets.map((p) => [p.payloadType, p.arrivalMs])).toEqual(
    payloads.map(() => [payloadType(), 42]),
  );
  expect(passed).toBe(0);
});

test('a stream that nobody takes goes through werift as before', async () => {
  const packets: RtpPacket[] = [];
  takeRtp(incoming.receiver, incoming.ssrc ^ 1, Date.now, () => {});
  incoming.receiver.tracks.at(-1)?.onReceiveRtp.subscribe((packet) => packets.push(packet));
  await connected();
  send(1, Buffer.from('picture'));
  await until('it has come', () => packets.length === 1);
  expect(packets[0]?.payload.toString()).toBe('picture');
});

test('the sender is told of what came, and its own reports are given back', async () => {
  const reports: RtcpRrPacket['reports'] = [];
  let count = 0;
  takeRtp(incoming.receiver, incoming.ssrc, Date.now, () => {
    count += 1;
  });
  transceiverOf(sender)?.sender.onRtcp.subscribe((packet) => {
    if (packet instanceof RtcpRrPacket) reports.push(...packet.reports);
  });
  await connected();
  for (const sequence of [1, 2, 4]) send(sequence, Buffer.from('picture'));
  await until('all have come', () => count === 3);
  const senderInfo = new RtcpSenderInfo({
    ntpTimestamp: 0x0102030405060708n,
    rtpTimestamp: 1,
    packetCount: 3,
    octetCount: 21,
  });
  const ours = new RtcpSrPacket({ ssrc: incoming.ssrc, senderInfo });
  const told = await until('a report tells of it', async () => {
    // Again and again: werift sends reports of its own between them, and the newest counts.
    await transceiverOf(sender)?.sender.dtlsTransport.sendRtcp([ours]);
    return reports.find(({ lsr }) => lsr === 0x03040506);
  });
  expect(told).toMatchObject({ ssrc: incoming.ssrc, packetsLost: 1, highestSequence: 4 });
});

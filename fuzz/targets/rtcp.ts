import { RtcpPacketConverter, RtcpRrPacket, RtcpSenderInfo, RtcpSrPacket } from 'werift';
import { Reception } from '../../server/recorder/embedded/transport/reception.ts';
import { mutated } from '../mutate.ts';
import type { Random } from '../random.ts';
import { orRefused, type Target } from '../target.ts';

const senderInfo = new RtcpSenderInfo({
  ntpTimestamp: 0xe0000000_80000000n,
  rtpTimestamp: 90_000,
  packetCount: 100,
  octetCount: 100_000,
});
const SAMPLES = [
  new RtcpSrPacket({ ssrc: 0xcafe, senderInfo, reports: [] }).serialize(),
  new RtcpRrPacket({ ssrc: 0xcafe, reports: [] }).serialize(),
  // Source description, goodbye, feedback.
  Buffer.from('81ca00030000cafe0104616e6e610000', 'hex'),
  Buffer.from('81cb00010000cafe', 'hex'),
  Buffer.from('81cd00030000cafe0000babe12340005', 'hex'),
];
const CLOCK_RATE = 90_000;
const DAY_MS = 24 * 3600_000;

function make(random: Random): Buffer {
  const parts = Array.from({ length: 1 + random.below(3) }, () => random.pick(SAMPLES));
  return mutated(Buffer.concat(parts), random);
}

/** Reports that come, by the library's reader, and those that we send of whatever numbers were seen. */
export const rtcp: Target = {
  name: 'rtcp',
  make,
  run(input) {
    const packets = orRefused(() => RtcpPacketConverter.deSerialize(input)) ?? [];
    const reception = new Reception(CLOCK_RATE);
    for (const packet of packets) {
      if (packet instanceof RtcpSrPacket) {
        reception.senderReport(packet.senderInfo.ntpTimestamp, 0);
      }
    }
    let nowMs = 0;
    for (let at = 0; at + 8 <= input.length; at += 8) {
      nowMs += input.readUInt32BE(at) % DAY_MS;
      reception.packet(input.readUInt16BE(at + 4), input.readUInt32BE(at + 4), nowMs);
      // It is written into 24 bytes, each figure into a field of its own.
      const report = reception.report(0xcafe, nowMs + (input.readUInt32BE(at + 4) % DAY_MS));
      if (report) new RtcpRrPacket({ ssrc: 1, reports: [report] }).serialize();
    }
  },
};

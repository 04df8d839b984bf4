import { expect, test } from 'vitest';
import { RtpHeader, RtpPacket } from 'werift';
import { isRtp, readRtpHeader, withoutPadding } from './rtp-header.ts';

const FIELDS = { payloadType: 102, sequenceNumber: 65_535, timestamp: 4_294_967_295, ssrc: 3e9 };

function packet(fields: Partial<RtpHeader>, payload = Buffer.from('payload')): Buffer {
  return new RtpPacket(new RtpHeader({ ...FIELDS, ...fields }), payload).serialize();
}

test('reads what another library wrote', () => {
  for (const marker of [false, true]) {
    expect(readRtpHeader(packet({ marker }))).toEqual({
      payloadType: 102,
      marker,
      sequence: 65_535,
      timestamp: 4_294_967_295,
      ssrc: 3e9,
      bytes: 12,
      padded: false,
    });
  }
});

test('goes over contributing sources and extensions', () => {
  const extensions = [{ id: 1, payload: Buffer.from('abc') }];
  const cases: Partial<RtpHeader>[] = [
    { csrc: [1, 2], csrcLength: 2 },
    { extension: true, extensionProfile: 0xbede, extensions },
    { csrc: [1], csrcLength: 1, extension: true, extensionProfile: 0x1000, extensions },
  ];
  for (const fields of cases) {
    const data = packet(fields);
    const { bytes = 0 } = readRtpHeader(data) ?? {};
    expect(data.subarray(bytes).toString()).toBe('payload');
  }
});

test('a header that is longer than its packet is none', () => {
  const csrc = Buffer.from(packet({}, Buffer.alloc(0)));
  csrc.writeUInt8(0x8f, 0);
  expect(readRtpHeader(csrc)).toBeNull();
  const extension = Buffer.from(packet({}, Buffer.alloc(0)));
  extension.writeUInt8(0x90, 0);
  expect(readRtpHeader(extension)).toBeNull();
  const long = Buffer.from(packet({}, Buffer.from([0xbe, 0xde, 0, 9, 0])));
  long.writeUInt8(0x90, 0);
  expect(readRtpHeader(long)).toBeNull();
});

test('padding goes, even where there is nothing else', () => {
  expect(withoutPadding(Buffer.from([1, 2, 0, 0, 3]))).toEqual(Buffer.from([1, 2]));
  expect(withoutPadding(Buffer.from([0, 0, 3]))).toHaveLength(0);
  expect(withoutPadding(Buffer.from([9]))).toHaveLength(0);
  expect(withoutPadding(Buffer.alloc(0))).toHaveLength(0);
});

test('RTP is told from all else that comes over one port', () => {
  expect(isRtp(packet({}))).toBe(true);
  expect(isRtp(packet({ marker: true }))).toBe(true);
  const others = { stun: [0, 1], dtls: [22, 254], turn: [64, 0], 'sender report': [128, 200] };
  for (const [name, head] of Object.entries(others)) {
    expect(isRtp(Buffer.from([...head, ...Array(30).fill(0)])), name).toBe(false);
  }
  expect(isRtp(packet({}).subarray(0, 11))).toBe(false);
});

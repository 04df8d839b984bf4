import { createCipheriv, createHmac } from 'node:crypto';
import {
  isRtp,
  readRtpHeader,
  ssrcOf,
  withoutPadding,
} from '../../server/recorder/embedded/transport/rtp-header.ts';
import { UNPROTECT } from '../../server/recorder/embedded/transport/srtp/protection.ts';
import { sessionKeys } from '../../server/recorder/embedded/transport/srtp/session-keys.ts';
import { mutated } from '../mutate.ts';
import { must, type Target } from '../target.ts';

const GCM = 0x0007;
const HMAC = 0x0001;
const gcmKeys = sessionKeys({ key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) });
const hmacKeys = sessionKeys({ key: Buffer.alloc(16, 1), salt: Buffer.alloc(14, 2) });
const unprotect = {
  gcm: UNPROTECT.get(GCM)?.(gcmKeys),
  hmac: UNPROTECT.get(HMAC)?.(hmacKeys),
};
const PAYLOAD = Buffer.from('a picture, as it was before it was encrypted');

/** Version 2, a header extension of one word, two contributing sources, padding. */
const HEADER = Buffer.from(
  ['b2', 'e0', '1234', '00010000', '0000cafe', '00000001', '00000002', 'bede0001', '10ff0000'].join(
    '',
  ),
  'hex',
);
const SEQUENCE = 0x1234;
const SSRC = 0xcafe;

function protectedByGcm(): Buffer {
  const iv = Buffer.concat([Buffer.alloc(2), Buffer.alloc(10)]);
  iv.writeUInt32BE(SSRC, 2);
  iv.writeUInt16BE(SEQUENCE, 10);
  for (const [i, byte] of gcmKeys.salt.entries()) iv[i] = (iv[i] as number) ^ byte;
  const cipher = createCipheriv('aes-128-gcm', gcmKeys.key, iv);
  cipher.setAAD(HEADER);
  return Buffer.concat([HEADER, cipher.update(PAYLOAD), cipher.final(), cipher.getAuthTag()]);
}

function protectedByHmac(): Buffer {
  const iv = Buffer.alloc(16);
  hmacKeys.salt.copy(iv);
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(SSRC, 4);
  mask.writeUInt16BE(SEQUENCE, 12);
  for (const [i, byte] of mask.entries()) iv[i] = (iv[i] as number) ^ byte;
  const cipher = createCipheriv('aes-128-ctr', hmacKeys.key, iv);
  const clear = Buffer.concat([HEADER, cipher.update(PAYLOAD)]);
  const tag = createHmac('sha1', hmacKeys.auth).update(clear).update(Buffer.alloc(4)).digest();
  return Buffer.concat([clear, tag.subarray(0, 10)]);
}

const GENUINE = { gcm: protectedByGcm(), hmac: protectedByHmac() };

/** Headers, and what is let through as authentic: only what was sent. */
export const rtp: Target = {
  name: 'rtp',
  make: (random) => {
    if (random.chance(0.02)) return random.pick(Object.values(GENUINE));
    return random.chance(0.2)
      ? random.bytes(random.below(60))
      : mutated(random.pick(Object.values(GENUINE)), random);
  },
  run(data) {
    if (!isRtp(data)) return;
    const header = readRtpHeader(data);
    must(ssrcOf(data) >= 0, 'a source');
    if (!header) return;
    const { bytes, sequence, ssrc } = header;
    must(bytes >= 12 && bytes <= data.length, 'a header ends within its packet');
    must(withoutPadding(data.subarray(bytes)).length <= data.length, 'padding takes nothing else');
    for (const kind of ['gcm', 'hmac'] as const) {
      const packet = { data, headerBytes: bytes, ssrc, sequence, rollovers: 0 };
      const clear = unprotect[kind]?.(packet);
      const isGenuine = data.equals(GENUINE[kind]);
      must(
        (clear?.equals(PAYLOAD) ?? false) === isGenuine,
        `${kind}: only what was sent is let in`,
      );
    }
  },
};

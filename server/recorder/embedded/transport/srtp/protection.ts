import {
  createDecipheriv,
  createHmac,
  createSecretKey,
  type Decipheriv,
  timingSafeEqual,
} from 'node:crypto';
import type { SessionKeys } from './session-keys.ts';

/** One RTP packet as it came, and what its place in the stream says. */
export interface ProtectedPacket {
  data: Buffer;
  /** Up to the payload; not encrypted. */
  headerBytes: number;
  ssrc: number;
  /** 16 bits. */
  sequence: number;
  /** How often the sequence numbers have begun anew. */
  rollovers: number;
}

/** @returns the payload in the clear; null when it isn't what was sent */
export type Unprotect = (packet: ProtectedPacket) => Buffer | null;

/** The protection profiles of DTLS-SRTP that are known here, by their numbers. */
export const UNPROTECT = new Map<number, (keys: SessionKeys) => Unprotect>([
  [0x0001, aes128CmHmacSha1_80],
  [0x0007, aeadAes128Gcm],
]);

const GCM_TAG = 16;
const SHA1_TAG = 10;

/** RFC 7714, 8. A key object is made once: given as bytes, the key alone costs more than the deciphering. */
export function aeadAes128Gcm({ key, salt }: SessionKeys): Unprotect {
  const secret = createSecretKey(key);
  const salted = [salt.readUInt16BE(0), salt.readUInt32BE(2), salt.readUInt32BE(6)] as const;
  const saltEnd = salt.readUInt16BE(10);
  const iv = Buffer.alloc(12);
  const options = { authTagLength: GCM_TAG };
  return ({ data, headerBytes, ssrc, sequence, rollovers }) => {
    const tagAt = data.length - GCM_TAG;
    if (tagAt < headerBytes) return null;
    iv.writeUInt16BE(salted[0], 0);
    iv.writeUInt32BE((ssrc ^ salted[1]) >>> 0, 2);
    iv.writeUInt32BE((rollovers ^ salted[2]) >>> 0, 6);
    iv.writeUInt16BE(sequence ^ saltEnd, 10);
    const decipher = createDecipheriv('aes-128-gcm', secret, iv, options);
    decipher.setAAD(data.subarray(0, headerBytes));
    decipher.setAuthTag(data.subarray(tagAt));
    const payload = decipher.update(data.subarray(headerBytes, tagAt));
    return authentic(decipher) ? payload : null;
  };
}

/** RFC 3711, 4.1.1 and 4.2.1. */
export function aes128CmHmacSha1_80({ key, salt, auth }: SessionKeys): Unprotect {
  const [secret, authSecret] = [createSecretKey(key), createSecretKey(auth)];
  const salted = [0, 4, 8].map((at) => salt.readUInt32BE(at)) as [number, number, number];
  const saltEnd = salt.readUInt16BE(12);
  const iv = Buffer.alloc(16);
  const rolloverBytes = Buffer.alloc(4);
  return ({ data, headerBytes, ssrc, sequence, rollovers }) => {
    const tagAt = data.length - SHA1_TAG;
    if (tagAt < headerBytes) return null;
    rolloverBytes.writeUInt32BE(rollovers);
    const hmac = createHmac('sha1', authSecret).update(data.subarray(0, tagAt));
    const tag = hmac.update(rolloverBytes).digest().subarray(0, SHA1_TAG);
    if (!timingSafeEqual(tag, data.subarray(tagAt))) return null;
    iv.writeUInt32BE(salted[0], 0);
    iv.writeUInt32BE((ssrc ^ salted[1]) >>> 0, 4);
    iv.writeUInt32BE((rollovers ^ salted[2]) >>> 0, 8);
    iv.writeUInt16BE(sequence ^ saltEnd, 12);
    const decipher = createDecipheriv('aes-128-ctr', secret, iv);
    return decipher.update(data.subarray(headerBytes, tagAt));
  };
}

function authentic(decipher: Decipheriv): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

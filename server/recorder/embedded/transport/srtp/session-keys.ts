import { createCipheriv } from 'node:crypto';

/** What the DTLS handshake agreed on for one direction. */
export interface MasterKeys {
  key: Buffer;
  /** 14 bytes, or 12 for AEAD. */
  salt: Buffer;
}

/** What packets are protected with. */
export interface SessionKeys {
  key: Buffer;
  salt: Buffer;
  /** For HMAC-SHA1; AEAD does without. */
  auth: Buffer;
}

const LABEL = { key: 0, auth: 1, salt: 2 } as const;
const LABEL_AT = 7;
const AUTH_BYTES = 20;

/** Of SRTP (RFC 3711, 4.3; RFC 7714, 11), which never derives again here: no peer asks for it. */
export function sessionKeys({ key, salt }: MasterKeys): SessionKeys {
  const derive = (label: number, length: number) => {
    const block = Buffer.alloc(16);
    salt.copy(block);
    block.writeUInt8(block.readUInt8(LABEL_AT) ^ label, LABEL_AT);
    return createCipheriv(`aes-${key.length * 8}-ctr`, key, block).update(Buffer.alloc(length));
  };
  return {
    key: derive(LABEL.key, key.length),
    salt: derive(LABEL.salt, salt.length),
    auth: derive(LABEL.auth, AUTH_BYTES),
  };
}

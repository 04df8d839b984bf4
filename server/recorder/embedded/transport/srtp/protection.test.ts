import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { aeadAes128Gcm, aes128CmHmacSha1_80, UNPROTECT, type Unprotect } from './protection.ts';
import { sessionKeys } from './session-keys.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** RFC 3711, B.3. */
const MASTER = {
  key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'),
  salt: hex('0EC675AD498AFEEBB6960B3AABE6'),
};

test('session keys are those of RFC 3711, B.3', () => {
  expect(sessionKeys(MASTER)).toEqual({
    key: hex('C61E7A93744F39EE10734AFE3FF7A087'),
    salt: hex('30CBBC08863D8C85D49DB34A9AE1'),
    auth: hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'),
  });
});

test('AES-CM gives the keystream of RFC 3711, B.2', () => {
  const stream = hex(`E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
    41E95B3BB0A2E8DD477901E4FCA894C0`);
  const header = hex('800000000000000000000000');
  const keys = {
    key: hex('2B7E151628AED2A6ABF7158809CF4F3C'),
    salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
    auth: Buffer.alloc(20),
  };
  // Of a payload of zeros; with its tag, over the packet and the count of rollovers.
  const signed = Buffer.concat([header, stream, Buffer.alloc(4)]);
  const tag = createHmac('sha1', keys.auth).update(signed).digest().subarray(0, 10);
  const data = Buffer.concat([header, stream, tag]);
  const packet = { data, headerBytes: 12, ssrc: 0, sequence: 0, rollovers: 0 };
  expect(aes128CmHmacSha1_80(keys)(packet)).toEqual(Buffer.alloc(stream.length));
});

const PROFILES: [string, Unprotect, Buffer, Buffer, number][] = [
  [
    // The packet that libsrtp and its followers test themselves with, by the master keys of RFC 3711, B.3.
    'AES-CM with HMAC-SHA1-80',
    aes128CmHmacSha1_80(sessionKeys(MASTER)),
    hex('800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb'),
    hex('abababababababababababababababab'),
    0xcafebabe,
  ],
  [
    'AEAD-AES-128-GCM (RFC 7714, 16.1.1)',
    aeadAes128Gcm({
      key: hex('000102030405060708090a0b0c0d0e0f'),
      salt: hex('517569642070726f2071756f'),
      auth: Buffer.alloc(0),
    }),
    hex(`8040f17b8041f8d35501a0b2 f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a
      51c7d19b36de3adf8833 899d7f27beb16a9152cf765ee4390cce`),
    Buffer.from('Gallia est omnis divisa in partes tres'),
    0x5501a0b2,
  ],
];

for (const [name, unprotect, data, payload, ssrc] of PROFILES) {
  const packet = { data, headerBytes: 12, ssrc, sequence: data.readUInt16BE(2), rollovers: 0 };

  test(`${name} gives what was sent`, () => {
    expect(unprotect(packet)).toEqual(payload);
    // Nothing is left over from one to the next.
    expect(unprotect({ ...packet, rollovers: 1 })).toBeNull();
    expect(unprotect(packet)).toEqual(payload);
  });

  test(`${name} refuses a packet with any byte changed, and one cut short`, () => {
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(unprotect({ ...packet, data: changed }), `byte ${at}`).toBeNull();
    }
    for (let length = 12; length < data.length; length += 1) {
      expect(unprotect({ ...packet, data: data.subarray(0, length) })).toBeNull();
    }
  });
}

test('these are the profiles that werift offers', async () => {
  const { Profiles } = await import('werift');
  expect([...UNPROTECT.keys()].sort()).toEqual([...Profiles].sort());
});

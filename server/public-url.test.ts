import { expect, test } from 'vitest';
import { isPublicUrl } from './public-url.ts';

test.each([
  'https://clips.example.org',
  'https://clips.example.org:8443/hindsight',
  'https://203.0.113.7',
  'https://[2001:db8::1]',
])('%s can be opened by anybody', (address) => {
  expect(isPublicUrl(address)).toBe(true);
});

test.each([
  undefined,
  'http://clips.example.org',
  'https://localhost:3000',
  'https://hindsight',
  'https://nas.local',
  'https://10.1.2.3',
  'https://127.0.0.1',
  'https://172.20.0.1',
  'https://192.168.1.5:3000',
  'https://100.100.1.1',
  'https://[::1]',
  'https://[fe80::1]',
  'https://[fd00::1]',
  'https://[::ffff:192.168.1.5]',
])('%s only at home', (address) => {
  expect(isPublicUrl(address)).toBe(false);
});

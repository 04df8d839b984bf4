import { expect, test } from 'vitest';
import { LIVEKIT, openTestApp } from './test-app.ts';

async function headersWith(livekitUrl: string, path = '/api/about'): Promise<Headers> {
  const app = await openTestApp(() => ({ livekit: { ...LIVEKIT, url: livekitUrl } }));
  try {
    return (await app.call(path)).headers;
  } finally {
    await app.close();
  }
}
const policyOf = (headers: Headers) =>
  Object.fromEntries(
    (headers.get('Content-Security-Policy') ?? '').split('; ').map((part) => {
      const [name, ...sources] = part.split(' ');
      return [name, sources.join(' ')];
    }),
  );

test('a page loads nothing from anybody else, and runs nothing that is written into it', async () => {
  const policy = policyOf(await headersWith('ws://127.0.0.1:7880'));
  expect(policy).toEqual({
    ...{ 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'" },
    ...{ 'font-src': "'self'", 'img-src': "'self' data: blob:", 'media-src': "'self' blob:" },
    ...{ 'connect-src': "'self'", 'worker-src': "'self' blob:", 'base-uri': "'none'" },
    ...{ 'form-action': "'self'", 'frame-ancestors': "'none'" },
  });
});

test('a LiveKit elsewhere may be connected to, exactly that one', async () => {
  const policy = policyOf(await headersWith('wss://lk.example.org:8443/path'));
  expect(policy['connect-src']).toBe(
    "'self' wss://lk.example.org:8443 https://lk.example.org:8443",
  );
});

test.each(['/api/session', '/healthz', '/share', '/nowhere', '/c/1'])(
  '%s is guarded, whatever it answers',
  async (path) => {
    const headers = await headersWith('ws://127.0.0.1:7880', path);
    expect(headers.get('Content-Security-Policy')).toContain("script-src 'self';");
    expect(headers.get('Permissions-Policy')).toContain('display-capture=(self)');
    expect(headers.get('Permissions-Policy')).toContain('geolocation=()');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin-allow-popups');
    expect(headers.get('Referrer-Policy')).toBe('same-origin');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  },
);

test('what the API says is kept by nobody on the way', async () => {
  const headers = await headersWith('ws://127.0.0.1:7880', '/api/session');
  expect(headers.get('Cache-Control')).toBe('no-store');
});

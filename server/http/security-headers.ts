import type { Middleware } from 'koa';
import type { Services } from '../services.ts';
import { proxiesLivekit } from './signalling-proxy.ts';

/**
 * The pages ask for a screen. Camera and microphone are not refused here: where they are, Chromium
 * writes an error into the console whenever a screen is shared.
 */
const RIGHTS = [
  'display-capture=(self)',
  'autoplay=(self)',
  'fullscreen=(self)',
  'picture-in-picture=(self)',
  'geolocation=()',
  'midi=()',
  'payment=()',
  'usb=()',
].join(', ');

/** No foreign scripts, no frames, no request to anybody but us, LiveKit and where the clips lie, and links never leave in a Referer. */
export function securityHeaders({
  livekit,
  clips,
}: Pick<Services, 'livekit' | 'clips'>): Middleware {
  const headers = {
    'Content-Security-Policy': contentPolicy(livekit.url, clips.files.origin),
    'Permissions-Policy': RIGHTS,
    // Another site that opened us has no hold on us. Small windows of our own stay ours.
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    // Not `no-referrer`: what a page sends as it closes would come without its origin, and be refused.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  };
  return async (ctx, next) => {
    ctx.set(headers);
    // Unless its route says otherwise.
    if (ctx.path.startsWith('/api/')) {
      ctx.set('Cache-Control', 'no-store');
      // No page of another host shows them as its own, also where that is a neighbour to which cookies go.
      ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
    }
    await next();
  };
}

/** @param clipsOrigin whence clips and posters come, if not from us */
function contentPolicy(livekitUrl: string, clipsOrigin: string | undefined): string {
  const clips = clipsOrigin ? [clipsOrigin] : [];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    ["img-src 'self' data: blob:", ...clips].join(' '),
    ["media-src 'self' blob:", ...clips].join(' '),
    ["connect-src 'self'", ...livekitOrigins(livekitUrl)].join(' '),
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** A LiveKit that browsers reach by itself is asked over HTTP as well, before its socket is opened. */
function livekitOrigins(url: string): string[] {
  if (proxiesLivekit(url)) return [];
  const { host } = new URL(url);
  return [`wss://${host}`, `https://${host}`];
}

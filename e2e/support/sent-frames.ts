import type { Page } from 'playwright-core';

/** So many frames left the browser in the `pollMs` before `atMs`, which is a moment of the server's clock. */
export interface Sent {
  atMs: number;
  pollMs: number;
  frames: number;
}

/** Counts by getStats, which changes nothing on the way. Chromium itself counts anew every 50 ms only. */
const COUNT = `
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...options) {
      super(...options);
      const counted = new Map();
      let atMs = Date.now();
      const poll = async () => {
        if (this.connectionState === 'closed') return;
        let frames = 0;
        for (const stats of (await this.getStats()).values()) {
          if (stats.type !== 'outbound-rtp' || stats.kind !== 'video') continue;
          frames += stats.framesSent - (counted.get(stats.id) ?? 0);
          counted.set(stats.id, stats.framesSent);
        }
        const nowMs = Date.now();
        window.tellSent({ atMs: nowMs, pollMs: nowMs - atMs, frames });
        atMs = nowMs;
        setTimeout(poll, 50);
      };
      setTimeout(poll, 50);
    }
  };
`;

/**
 * The witness of what a browser really sends: frames that it drops itself, at capture or for want of a processor,
 * nobody after it can record. To be called before the page is opened; outlives its reload and its end.
 * @returns a list that grows while the page sends
 */
export async function watchSent(page: Page, clockOffsetMs = 0): Promise<Sent[]> {
  const sent: Sent[] = [];
  await page.exposeFunction('tellSent', ({ atMs, ...rest }: Sent) => {
    if (rest.frames > 0) sent.push({ atMs: atMs - clockOffsetMs, ...rest });
  });
  await page.addInitScript(COUNT);
  return sent;
}

import { createLinks } from '../../../server/auth/links.ts';
import type { Config } from '../../../server/config.ts';
import { createLog } from '../../../server/log.ts';
import { openStore } from '../../../server/store/open.ts';
import { type Finding, why } from '../check.ts';

const NAME = 'events';
const HELLO_MS = 4_000;
/** Nobody on Discord: the first 22 bits of a real id are a time. */
const NOBODY = {
  user: { id: '1', name: 'Doctor', avatarUrl: null },
  guild: { id: '1', name: 'Doctor' },
  channel: { id: '1', name: 'doctor' },
};

/** Signs in as a page does and opens its events: they have to begin at once, also through a proxy. */
export async function checkEvents(config: Config, origin: string): Promise<Finding> {
  try {
    const store = await openStore(config, createLog('silent'));
    const link = await createLinks(store)
      .create(NOBODY)
      .finally(() => store.close());
    const signIn = await fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: new URL(origin).origin },
      body: JSON.stringify({ link }),
      signal: AbortSignal.timeout(HELLO_MS),
    });
    if (!signIn.ok) throw new Error(`signing in: ${signIn.status} ${await signIn.text()}`);
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    try {
      await hello(origin, cookie);
    } finally {
      const headers = { Cookie: cookie, Origin: new URL(origin).origin };
      await fetch(`${origin}/api/session`, { method: 'DELETE', headers }).catch(() => {});
    }
    return { name: NAME, state: 'ok', says: `pages hear of what happens (${origin}/api/events)` };
  } catch (error) {
    const isHeldBack = (error as Error).name === 'TimeoutError';
    const says = isHeldBack
      ? `${origin}/api/events is held back: pages hear nothing of a recording that fails`
      : `${origin}/api/events: ${why(error)}`;
    const todo =
      'The reverse proxy must not buffer it (nginx: `proxy_buffering off`), and pass cookies and Origin on.';
    return { name: NAME, state: 'missing', says, todo };
  }
}

/** @throws Error (TimeoutError when nothing comes) */
async function hello(origin: string, cookie: string): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(HELLO_MS)]);
  try {
    const answer = await fetch(`${origin}/api/events`, { headers: { Cookie: cookie }, signal });
    if (!answer.ok || !answer.body) throw new Error(`it answers ${answer.status}`);
    await answer.body.getReader().read();
  } finally {
    over.abort();
  }
}

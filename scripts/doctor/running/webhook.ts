import { setTimeout as sleep } from 'node:timers/promises';
import type { AppState } from '../../../server/http/app-state.ts';
import type { Probe, Refusal } from '../../../server/livekit/webhook-log.ts';
import type { Finding } from '../check.ts';

const NAME = 'webhook';
const PATIENCE_MS = 8_000;

/** Waits for what LiveKit sends about the doctor's room to reach the running Hindsight. */
export async function awaitWebhook(
  room: string,
  ask: () => Promise<AppState | null>,
  signal: AbortSignal,
): Promise<Finding> {
  for (const endMs = Date.now() + PATIENCE_MS; ; ) {
    const state = await ask();
    const probe = state?.webhooks.probes.find((one) => one.room === room);
    if (probe || Date.now() > endMs || !state) return judgeWebhook(probe, state);
    await sleep(250, undefined, { signal });
  }
}

export function judgeWebhook(
  probe: Probe | undefined,
  state: Pick<AppState, 'webhooks' | 'webhookKeys' | 'publicUrl'> | null,
): Finding {
  if (!state) {
    const todo = 'Its log tells why.';
    return { name: NAME, state: 'missing', says: 'Hindsight went away meanwhile', todo };
  }
  if (probe && !probe.refusal) {
    return { name: NAME, state: 'ok', says: "LiveKit's arrive, and their signature holds" };
  }
  if (probe?.refusal)
    return { name: NAME, state: 'missing', ...refused(probe.refusal, state.webhookKeys) };
  const { accepted, refused: others } = state.webhooks;
  const before = accepted + others > 0 ? `; ${accepted} came before, ${others} were refused` : '';
  return {
    name: NAME,
    state: 'missing',
    says: `LiveKit's never arrive: none came within ${PATIENCE_MS / 1000} s of opening a room${before}`,
    todo: `LiveKit's configuration needs \`webhook: urls:\` with ${state.publicUrl}/api/livekit/webhook, or another address of Hindsight that LiveKit's machine reaches: localhost is LiveKit's own there. Its log says what became of "webhook". Until then shares start and end up to a minute late.`,
  };
}

function refused(refusal: Refusal, keys: string[]): Pick<Finding, 'says' | 'todo'> {
  const { signedBy, notBeforeMs, expiresAtMs, atMs } = refusal;
  if (signedBy === null) {
    const todo = 'Does a proxy between LiveKit and Hindsight drop the Authorization header?';
    return { says: 'it arrived, and was refused: it is not signed', todo };
  }
  if (!keys.includes(signedBy)) {
    const todo = `Set LIVEKIT_WEBHOOK_API_KEY=${signedBy} and LIVEKIT_WEBHOOK_SECRET, or \`webhook: api_key:\` in LiveKit's configuration to ${keys[0]}.`;
    const says = `it arrived, and was refused: the keys don't match, LiveKit signs with ${signedBy} and Hindsight knows ${keys.join(', ')}`;
    return { says, todo };
  }
  const ahead = notBeforeMs !== null && notBeforeMs - atMs;
  const behind = expiresAtMs !== null && atMs - expiresAtMs;
  if (ahead && ahead > 0) return { says: late(ahead, 'not valid yet'), todo: NTP };
  if (behind && behind > 0) return { says: late(behind, 'expired'), todo: NTP };
  const todo = `The secret of ${signedBy} is another one for LiveKit: check LIVEKIT_API_SECRET, or LIVEKIT_WEBHOOK_SECRET where that key is listed. Or a proxy in between changes the body.`;
  return {
    says: `it arrived, and was refused: the keys don't match, the secret of ${signedBy} differs`,
    todo,
  };
}

const NTP = 'Let both machines keep time by NTP (chrony, systemd-timesyncd).';

function late(ms: number, words: string): string {
  return `it arrived, and was refused: its signature is ${words} by ${Math.ceil(ms / 1000)} s, the clocks differ`;
}

import type { Finding } from '../check.ts';

/** How far another machine's clock is ahead of ours (behind: negative), ms. */
export interface Offset {
  offsetMs: number;
  /** It may be off by so much in either direction. */
  uncertaintyMs: number;
}

/** A differing clock's consequence, and from what offset on, in ms; a negative one for "behind". */
interface Limit {
  beyondMs: number;
  breaks: string;
}

/** Their clock said `theirMs` at some moment between our asking and their answer. */
export function offsetOf(theirMs: number, sentMs: number, receivedMs: number): Offset {
  return {
    offsetMs: theirMs - (sentMs + receivedMs) / 2,
    uncertaintyMs: (receivedMs - sentMs) / 2,
  };
}

/** LiveKit takes tokens up to 60 s from the future; we take webhooks up to 10 s from it, and 5 min old. */
export const LIVEKIT_LIMITS: Limit[] = [
  { beyondMs: 10_000, breaks: 'its webhooks are refused here, as signed in the future' },
  { beyondMs: -60_000, breaks: 'it refuses our tokens as not valid yet: nobody can share' },
];
/** Egress places segments by its own clock. */
export const EGRESS_LIMITS: Limit[] = [
  { beyondMs: 1_000, breaks: 'segments are placed too late: clips show what was before' },
  { beyondMs: -1_000, breaks: 'segments are placed too early: clips end too soon' },
];

/** Says by how much a clock differs and what that breaks. Below a second nothing is said. */
export function judgeClock(
  whose: string,
  { offsetMs, uncertaintyMs }: Offset,
  limits: Limit[],
): Finding {
  const name = 'clocks';
  const surelyMs = Math.max(0, Math.abs(offsetMs) - uncertaintyMs);
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  if (surelyMs < 1_000) return { name, state: 'ok', says: `${whose} agrees with this machine's` };
  const says = `${whose} is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  const todo =
    'Let both machines keep time by NTP (chrony, systemd-timesyncd): `timedatectl` shows it.';
  const broken = limits.find(
    ({ beyondMs }) => Math.sign(beyondMs) === Math.sign(offsetMs) && surelyMs >= Math.abs(beyondMs),
  );
  if (!broken) return { name, state: 'note', says, todo };
  return { name, state: 'missing', says: `${says}: ${broken.breaks}`, todo };
}

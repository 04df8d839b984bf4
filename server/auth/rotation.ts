/**
 * How a session's token is renewed while it is used, so that a stolen one is of use for an hour, and
 * a thief is noticed: of two who hold the same token, the second to come is too late, and both are out.
 *
 * Tokens of a session are numbered. Once the newest is an hour old, its next use gives out another.
 * The old one stays good until the new one has come back (an answer may get lost on its way), and a
 * little longer for what was asked at the same time. Whatever is shown after that is a replay.
 */
export interface Rotation {
  /** The newest token that was given out, and when, ms since the epoch. */
  given: number;
  givenAtMs: number;
  /** The newest that came back, and when it first did. */
  shown: number;
  shownAtMs: number;
  /** What came before `shown`; null for the first. */
  before: number | null;
}

export const RENEW_AFTER_MS = 3600_000;
/** For requests under way with the old token, and for answers under way with the new one. */
export const GRACE_MS = 2 * 60_000;

export function firstRotation(nowMs: number): Rotation {
  return { given: 1, givenAtMs: nowMs, shown: 1, shownAtMs: nowMs, before: null };
}

/** @returns how it stands once this token was shown, with a new `given` where one is due; null: a replay */
export function rotate(rotation: Rotation, number: number, nowMs: number): Rotation | null {
  const { given, givenAtMs, shown, shownAtMs, before } = rotation;
  const next = { given: given + 1, givenAtMs: nowMs };
  if (number === given && number !== shown) {
    return { given, givenAtMs, shown: given, shownAtMs: nowMs, before: shown };
  }
  if (number === given) {
    return nowMs - givenAtMs < RENEW_AFTER_MS ? rotation : { ...rotation, ...next };
  }
  // The new one has not come back: it is on its way, or was lost there and is made anew.
  if (number === shown) return nowMs - givenAtMs < GRACE_MS ? rotation : { ...rotation, ...next };
  return number === before && nowMs - shownAtMs < GRACE_MS ? rotation : null;
}

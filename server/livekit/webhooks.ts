import { createHash } from 'node:crypto';
import { TokenVerifier } from 'livekit-server-sdk';
import { z } from 'zod';
import { UserError } from '../errors.ts';

/** All that is taken from a webhook: that it is LiveKit's, and which room to look at. */
export interface WebhookLook {
  /** LiveKit's id of the event, the same when it is delivered again. */
  id: string;
  /** `track_published`, `egress_ended` and so on. */
  event: string;
  /** null when the event is about no room. */
  roomName: string | null;
  egressId: string | null;
  /** Whether it can mean something here; one of a kind that is new to us can't. */
  known: boolean;
}

const KNOWN = [
  ...['room_started', 'room_finished'],
  ...['participant_joined', 'participant_left', 'participant_connection_aborted'],
  ...['track_published', 'track_unpublished'],
  ...['egress_started', 'egress_updated', 'egress_ended'],
  ...['ingress_started', 'ingress_ended'],
];

/** LiveKit signs with an API key and its secret; several pairs hold while they are rotated. */
export interface WebhookKey {
  key: string;
  secret: string;
}

/** @throws UserError with status 401 (not LiveKit's) or 400 (LiveKit's, but no event) */
export type WebhookReader = (
  /** As it came: parsing and writing it again would break the signature. */
  rawBody: string | Buffer,
  /** A bare JWT; `Bearer` before it is taken too. */
  authorization: string | undefined,
) => Promise<WebhookLook>;

const event = z.object({
  event: z.string(),
  id: z.string().default(''),
  room: z.object({ name: z.string().optional() }).optional(),
  egressInfo: z
    .object({ roomName: z.string().optional(), egressId: z.string().optional() })
    .optional(),
});

export function createWebhookReader(keys: WebhookKey[]): WebhookReader {
  const verifiers = keys.map(({ key, secret }) => new TokenVerifier(key, secret));

  return async (rawBody, authorization) => {
    const token = authorization?.replace(/^Bearer /i, '');
    if (!token) throw refused('it is not signed');
    // The first pair that fits; when none does, the reasons of all.
    const claims = await Promise.any(verifiers.map((one) => one.verify(token))).catch((cause) => {
      throw refused('its signature is not valid', cause);
    });
    const hash = createHash('sha256').update(rawBody).digest('base64');
    if (claims.sha256 !== hash) throw refused('it was signed for another body');
    return look(rawBody.toString());
  };
}

function look(body: string): WebhookLook {
  let seen: z.infer<typeof event>;
  try {
    seen = event.parse(JSON.parse(body));
  } catch (cause) {
    throw new UserError('This webhook is signed, but it is no LiveKit event.', { cause });
  }
  return {
    id: seen.id,
    event: seen.event,
    roomName: seen.room?.name || seen.egressInfo?.roomName || null,
    egressId: seen.egressInfo?.egressId || null,
    known: KNOWN.includes(seen.event),
  };
}

function refused(why: string, cause?: unknown): UserError {
  return new UserError(
    `This webhook was refused: ${why}. Check LIVEKIT_WEBHOOK_API_KEY and LIVEKIT_WEBHOOK_SECRET, or LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and the clocks of both machines.`,
    { status: 401, cause },
  );
}

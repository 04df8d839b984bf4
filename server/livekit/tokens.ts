import { AccessToken, TrackSource } from 'livekit-server-sdk';

export interface LiveKitKeys {
  apiKey: string;
  apiSecret: string;
}

export interface ShareTokenRequest {
  roomName: string;
  /** Discord user id; becomes the participant's identity. */
  userId: string;
  /** Shown to others in the room. */
  name: string;
  /**
   * Seconds in which a connection can be opened with it. LiveKit hands a connected client fresh tokens,
   * so a long share with reconnects needs no more.
   */
  ttlS?: number;
}

/** A token that may publish a screen share, its sound and a microphone into one room, and nothing else. */
export function shareToken(keys: LiveKitKeys, request: ShareTokenRequest): Promise<string> {
  const token = new AccessToken(keys.apiKey, keys.apiSecret, {
    identity: request.userId,
    name: request.name,
    ttl: request.ttlS ?? 600,
  });
  token.addGrant({
    roomJoin: true,
    room: request.roomName,
    canPublish: true,
    canPublishSources: [
      TrackSource.SCREEN_SHARE,
      TrackSource.SCREEN_SHARE_AUDIO,
      TrackSource.MICROPHONE,
    ],
    canSubscribe: false,
    canPublishData: false,
    canUpdateOwnMetadata: false,
  });
  return token.toJwt();
}

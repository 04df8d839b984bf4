import { AccessToken } from 'livekit-server-sdk';

/** A token that may only look on, unseen by the room. */
export function recorderToken(
  { apiKey, apiSecret }: { apiKey: string; apiSecret: string },
  roomName: string,
  egressId: string,
): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: `recorder-${egressId}`, ttl: 600 });
  token.addGrant({
    roomJoin: true,
    room: roomName,
    hidden: true,
    recorder: true,
    canSubscribe: true,
    canPublish: false,
    canPublishData: false,
  });
  return token.toJwt();
}

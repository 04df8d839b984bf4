import {
  ClientInfo,
  ClientInfo_SDK,
  ConnectionSettings,
  JoinRequest,
  ReconnectReason,
  WrappedJoinRequest,
} from '@livekit/protocol';

/** On the current path one peer connection, which we offer; on the older one LiveKit offers. */
export type RtcPath = 'rtc/v1' | 'rtc';

/** Whom LiveKit is to take us for: it treats clients by what they understand. */
const CLIENT = { sdk: ClientInfo_SDK.JS, version: '2.0.0', protocol: 17 };

/**
 * Where the signalling is opened, as a client that only subscribes, to what it asks for.
 * @param url ws, wss, http or https
 * @param resume the sid of a participant of ours whose signalling was lost; on the current path only
 */
export function rtcUrl(url: string, path: RtcPath, token: string, resume?: string): URL {
  const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
  address.protocol = address.protocol.replace('http', 'ws');
  const query = path === 'rtc' ? olderQuery() : { join_request: joinRequest(resume) };
  address.search = String(new URLSearchParams({ access_token: token, ...query }));
  return address;
}

function joinRequest(resume: string | undefined): string {
  const request = new JoinRequest({
    clientInfo: new ClientInfo(CLIENT),
    connectionSettings: new ConnectionSettings({ autoSubscribe: false, adaptiveStream: false }),
    ...(resume !== undefined && {
      reconnect: true,
      participantSid: resume,
      reconnectReason: ReconnectReason.RR_SIGNAL_DISCONNECTED,
    }),
  });
  const wrapped = new WrappedJoinRequest({ joinRequest: request.toBinary() });
  // With the padding, which LiveKit wants.
  const base64 = Buffer.from(wrapped.toBinary()).toString('base64');
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function olderQuery(): Record<string, string> {
  return {
    auto_subscribe: '0',
    adaptive_stream: '0',
    sdk: 'js',
    version: CLIENT.version,
    protocol: String(CLIENT.protocol),
  };
}

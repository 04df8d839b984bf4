import { SignalRequest, SignalResponse } from '@livekit/protocol';

/** Where clients shall send their media, instead of LiveKit's own ports; null: that way isn't offered at all. */
export interface Detour {
  udp: { host: string; port: number } | null;
  tcp: { host: string; port: number } | null;
}

/** LiveKit's word to a client, with every candidate turned to the detour; null when nothing is left of it. */
export function detourToClient(message: Buffer, detour: Detour): Buffer | null {
  const response = SignalResponse.fromBinary(message);
  const said = response.message;
  if (said.case === 'offer' || said.case === 'answer') {
    said.value.sdp = eachCandidate(said.value.sdp, (line) => turn(line, detour));
  } else if (said.case === 'trickle') {
    const init = JSON.parse(said.value.candidateInit);
    const turned = turn(init.candidate ?? '', detour);
    if (turned === null) return null;
    said.value.candidateInit = JSON.stringify({ ...init, candidate: turned });
  } else return message;
  return Buffer.from(response.toBinary());
}

/** A client's word to LiveKit without its addresses, so that LiveKit finds no way past the detour. */
export function hideClient(message: Buffer): Buffer | null {
  const request = SignalRequest.fromBinary(message);
  const said = request.message;
  if (said.case === 'trickle') return null;
  if (said.case !== 'offer' && said.case !== 'answer') return message;
  said.value.sdp = eachCandidate(said.value.sdp, () => null);
  return Buffer.from(request.toBinary());
}

function eachCandidate(sdp: string, change: (line: string) => string | null): string {
  const lines = sdp.split('\r\n').flatMap((line) => {
    if (!line.startsWith('a=candidate:')) return [line];
    const changed = change(line.slice(2));
    return changed === null ? [] : [`a=${changed}`];
  });
  return lines.join('\r\n');
}

/** `candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host ...` (RFC 8839) */
function turn(candidate: string, detour: Detour): string | null {
  const words = candidate.split(' ');
  const way = words[2]?.toLowerCase() === 'tcp' ? detour.tcp : detour.udp;
  if (words.length < 8) return candidate;
  if (!way) return null;
  words[4] = way.host;
  words[5] = String(way.port);
  return words.join(' ');
}

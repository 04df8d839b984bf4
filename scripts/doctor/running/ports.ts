import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Finding, why } from '../check.ts';
import { type Candidate, isPrivate, nameOf } from './candidate.ts';
import type { Connected } from './publish.ts';

const ANSWER_WITHIN_MS = 5_000;
const RENEW_DAYS = 14;
const INSIDE =
  'Seen from inside: some routers keep one from reaching oneself by the public address, while friends get in.';

/** The pages, by their public address, from here: name, port, certificate, and Hindsight behind it. */
export async function checkPublicUrl(publicUrl: string): Promise<Finding> {
  const name = 'public url';
  try {
    const answer = await fetch(`${publicUrl}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await answer.text();
    if (answer.ok && text.includes('"status":"up"')) {
      return (
        (await checkCertificate(publicUrl)) ?? {
          name,
          state: 'ok',
          says: `${publicUrl} leads here`,
        }
      );
    }
    const says = `${publicUrl} is answered by something else (${answer.status} at /healthz)`;
    const todo = 'Point the reverse proxy at the HOST and PORT of Hindsight.';
    return { name, state: 'missing', says, todo };
  } catch (error) {
    return { name, state: 'missing', ...judgeFetch(publicUrl, error) };
  }
}

/** What kept us from an address, and what to do. */
export function judgeFetch(url: string, error: unknown): Pick<Finding, 'says' | 'todo'> {
  const { hostname, port, protocol } = new URL(url);
  const code = String((error as { cause?: { code?: string } }).cause?.code ?? '');
  const at = `TCP ${port || (protocol === 'https:' ? 443 : 80)}`;
  const of = (says: string, todo: string) => ({ says: `${url}: ${says}`, todo });
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) {
    return of(`the name ${hostname} is not known here`, 'Set its address where your DNS is kept.');
  }
  if (code === 'ECONNREFUSED') {
    return of(`nobody listens at ${at}`, 'Start the reverse proxy, and let the router pass it on.');
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|ISSUER/.test(code)) {
    const todo = `Browsers refuse it too, unless they were told to trust it. Let the proxy fetch one for ${hostname} (Caddy does by itself).`;
    return of(`its certificate is not valid: ${why(error)}`, todo);
  }
  const isSlow = (error as Error).name === 'TimeoutError' || /TIMEDOUT|TIMEOUT/.test(code);
  const todo = `Open ${at} in the firewall and forward it in the router. ${INSIDE}`;
  return of(isSlow ? 'no answer: closed on the way?' : why(error), todo);
}

/** Only told when it soon needs doing something; an invalid one is an error already. */
async function checkCertificate(publicUrl: string): Promise<Finding | null> {
  const { hostname, port, protocol } = new URL(publicUrl);
  if (protocol !== 'https:') return null;
  const socket = connectTls({ host: hostname, port: Number(port || 443), servername: hostname });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const days = Math.floor(
      (Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86_400_000,
    );
    if (!(days < RENEW_DAYS)) return null;
    const says = `${publicUrl} leads here; its certificate ends in ${days} days`;
    const todo = 'Does the proxy renew it? Its log tells.';
    return { name: 'public url', state: 'note', says, todo };
  } finally {
    socket.destroy();
  }
}

/** How media got through, what else LiveKit offers, and what nobody can see from inside. */
export function judgeMedia(
  { candidates, route, turn }: Pick<Connected, 'candidates' | 'route' | 'turn'>,
  publicUrl: string | undefined,
): Finding[] {
  const name = 'media ports';
  const offered = candidates.map(nameOf).join(', ') || 'no address at all';
  if (!route) {
    const says = `no media connection from here: LiveKit offers ${offered}`;
    const todo =
      'Open that UDP port between here and LiveKit, and let LiveKit announce an address that is reached: `rtc: node_ip:` (or NODE_IP, `use_external_ip`).';
    return [{ name, state: 'missing', says, todo }];
  }
  const findings: Finding[] = [];
  const hidden = candidates.length > 0 && candidates.every(({ host }) => isPrivate(host));
  if (hidden && turn.length === 0 && isForOthers(publicUrl)) {
    findings.push({
      name,
      state: 'missing',
      says: `LiveKit only offers ${offered}: nobody elsewhere gets there`,
      todo: "Set LiveKit's `rtc: node_ip:` (our own: LIVEKIT_NODE_IP) to the public address.",
    });
  }
  const through = `a picture got through over ${nameOf(route)}`;
  const relays = turn.length > 0 ? `; TURN: ${turn.join(', ')}` : '';
  if (findings.length === 0) {
    const isOnlyUdp = candidates.every(({ transport }) => transport === 'udp') && turn.length === 0;
    const more = isOnlyUdp ? '; no TCP and no TURN for networks that let no UDP through' : relays;
    findings.push({ name, state: 'ok', says: `${through}${more}` });
  }
  if (isForOthers(publicUrl)) {
    const says = `whether the firewall lets friends in to ${offered} can't be seen from inside`;
    const todo = 'Try it once from outside: a phone without Wi-Fi, on the share page.';
    findings.push({ name, state: 'note', says, todo });
  }
  return findings;
}

/** LiveKit's TCP ports for media, each by connecting to it. */
export async function checkTcp(
  candidates: Pick<Candidate, 'transport' | 'host' | 'port'>[],
): Promise<Finding[]> {
  const name = 'media ports';
  const tcp = candidates.filter(({ transport }) => transport === 'tcp');
  return Promise.all(
    tcp.map(async ({ host, port }): Promise<Finding> => {
      const socket = connect({ host, port });
      try {
        await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        return { name, state: 'ok', says: `TCP ${host}:${port} is open from here` };
      } catch (error) {
        const says = `TCP ${host}:${port} is closed from here: ${why(error)}`;
        const todo = `Only needed in networks that let no UDP through. Open it in the firewall. ${INSIDE}`;
        return { name, state: 'note', says, todo };
      } finally {
        socket.destroy();
      }
    }),
  );
}

function isForOthers(publicUrl: string | undefined): boolean {
  if (!publicUrl) return false;
  return !/^(localhost|127\.|\[::1\])/.test(new URL(publicUrl).hostname);
}

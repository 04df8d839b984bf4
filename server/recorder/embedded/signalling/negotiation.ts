import {
  type MediaSectionsRequirement,
  SessionDescription,
  SignalTarget,
  TrickleRequest,
} from '@livekit/protocol';
import type { RTCPeerConnection } from 'werift';
import type { SignalFromServer, Signalling } from './signal-socket.ts';

export interface NegotiationOptions {
  /** Whether it is for us to offer. */
  offering: boolean;
  send: Signalling['send'];
  /** The connection is of no use any more. */
  onFailed(error: Error): void;
}

/**
 * Describes a peer connection to LiveKit and LiveKit's to it: on the current path we offer, with a section for every
 * stream that it has to send; on the older one it does.
 */
export class Negotiation {
  readonly #peer: RTCPeerConnection;
  readonly #offering: boolean;
  readonly #send: Signalling['send'];
  #offerId = 0;
  #offerDue = false;

  constructor(peer: RTCPeerConnection, { offering, send, onFailed }: NegotiationOptions) {
    this.#peer = peer;
    this.#offering = offering;
    this.#send = send;
    peer.connectionStateChange.subscribe(() => {
      this.#offerIfDue().catch(onFailed);
    });
    peer.onIceCandidate.subscribe((candidate) => {
      if (!candidate) return;
      const candidateInit = JSON.stringify(candidate.toJSON());
      const value = new TrickleRequest({ candidateInit, target: this.#target });
      send({ case: 'trickle', value });
    });
  }

  /** Makes room for one picture and its sound, where that is ours to offer. */
  async begin(): Promise<void> {
    if (this.#offering) await this.#addSections({ numAudios: 1, numVideos: 1 });
  }

  /** Takes what LiveKit says of the connection, one after the other; everything else is none of its business. */
  async take(signal: SignalFromServer): Promise<void> {
    switch (signal.case) {
      case 'mediaSectionsRequirement':
        return this.#addSections(signal.value);
      case 'answer':
        if (signal.value.id !== this.#offerId) return;
        await this.#peer.setRemoteDescription({ type: 'answer', sdp: signal.value.sdp });
        return this.#offerIfDue();
      case 'offer': {
        const { sdp, id } = signal.value;
        await this.#peer.setRemoteDescription({ type: 'offer', sdp });
        await this.#peer.setLocalDescription(await this.#peer.createAnswer());
        return this.#describe('answer', id);
      }
      case 'trickle':
        if (signal.value.target !== this.#target) return;
        return this.#peer.addIceCandidate(JSON.parse(signal.value.candidateInit));
    }
  }

  /** What was offered while there was no signalling was offered to nobody. */
  restate(): void {
    if (this.#peer.signalingState === 'have-local-offer') this.#describe('offer', this.#offerId);
  }

  get #target(): SignalTarget {
    return this.#offering ? SignalTarget.PUBLISHER : SignalTarget.SUBSCRIBER;
  }

  async #addSections(
    more: Pick<MediaSectionsRequirement, 'numAudios' | 'numVideos'>,
  ): Promise<void> {
    for (const [kind, count] of [
      ['audio', more.numAudios],
      ['video', more.numVideos],
    ] as const) {
      for (let i = 0; i < count; i += 1) this.#peer.addTransceiver(kind, { direction: 'recvonly' });
    }
    this.#offerDue = true;
    await this.#offerIfDue();
  }

  /** One at a time; and after the first one not before there is a connection, which werift would make twice. */
  async #offerIfDue(): Promise<void> {
    const { signalingState, connectionState } = this.#peer;
    const may = this.#offerId === 0 || connectionState === 'connected';
    if (!this.#offerDue || !may || signalingState !== 'stable') return;
    this.#offerDue = false;
    this.#offerId += 1;
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    this.#describe('offer', this.#offerId);
  }

  #describe(type: 'offer' | 'answer', id: number): void {
    const value = new SessionDescription({ type, sdp: this.#peer.localDescription?.sdp ?? '', id });
    this.#send({ case: type, value });
  }
}

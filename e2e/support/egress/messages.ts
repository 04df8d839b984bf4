import type { EgressInfo } from 'livekit-server-sdk';
import type { Delays, Faults } from './settings.ts';
import type { EgressEvent } from './webhooks.ts';

/** Between processes it is JSON, as everywhere outside. */
export type InfoJson = ReturnType<EgressInfo['toJson']>;

/** Everything a handler has to know to record one egress. */
export interface Job {
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** As it was accepted. */
  info: InfoJson;
  /** A folder for segments that are still open. */
  scratch: string;
  delays: Delays;
}

/** From the API to a service: an egress to take, or one to get rid of. */
export type ToService =
  | { type: 'start'; egressId: string; job: Job }
  | { type: 'overload'; egressId: string };

export type FromService =
  | { type: 'service'; pid: number }
  | { type: 'taken' | 'refused'; egressId: string }
  | Report;

/** From the API, past the service, to the handler of an egress. */
export type ToHandler = { type: 'stop' } | { type: 'faults'; faults: Faults };

export type FromHandler =
  | { type: 'handler'; egressId: string; pid: number }
  /** Answers a stop. */
  | { type: 'ending'; egressId: string; info: InfoJson };

/** From a service to the handler that it has started. */
export type ToOwnHandler = { type: 'job'; job: Job; port: number } | { type: 'overload' };

/** What an egress tells of itself; it gets to the API by way of its service only. */
export interface Report {
  type: 'report';
  event: EgressEvent;
  info: InfoJson;
}

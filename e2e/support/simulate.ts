import { SignalRequest, SimulateScenario } from '@livekit/protocol';
import type { Cable } from './cable.ts';

/** What LiveKit plays when one of its clients asks for it. */
export type Scenario = SimulateScenario['scenario'];

/** Lets whoever has its signalling over the cable ask LiveKit to do to it what it does in real trouble. */
export function simulate(cable: Cable, scenario: Scenario): void {
  const value = new SimulateScenario({ scenario });
  const message = new SignalRequest({ message: { case: 'simulate', value } }).toBinary();
  // A whole binary message, masked by zeros (RFC 6455, 5.2): all are shorter than 126 bytes.
  const header = Buffer.from([0x82, 0x80 | message.length, 0, 0, 0, 0]);
  cable.inject(Buffer.concat([header, message]));
}

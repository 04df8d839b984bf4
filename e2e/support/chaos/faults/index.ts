import type { randomFrom } from '../../../../server/livekit/test-webhooks.ts';
import type { Installation } from '../../machines/installation.ts';
import { kill } from './kill.ts';
import { pause } from './pause.ts';

export type Random = ReturnType<typeof randomFrom>;

/** A kind of fault, which may come over an installation at any time and go again. */
export interface Fault {
  name: string;
  /** @returns what it does just now, and how it ends */
  begin(
    installation: Installation,
    random: Random,
  ): Promise<{ what: string; end(): Promise<void> }>;
}

export const FAULTS: Fault[] = [kill, pause];

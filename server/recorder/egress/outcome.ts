import { type EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { en } from '../../words/en.ts';
import type { Recording } from '../recorder.ts';

const { faults } = en;

export interface Outcome {
  state: Recording['state'];
  /** Why it failed, for a person. */
  error?: string;
  /** Trying again can't help. */
  refused?: boolean;
}

/** What Egress says, and what it means for the person who shares. */
const CAUSES: [RegExp, string][] = [
  // Before the others: what the storage said comes behind it.
  [/upload failed|upload queue full/, faults.egressUpload],
  [/no space left on device/, faults.egressDiskFull],
  [/permission denied|operation not permitted|read-only file system/, faults.egressReadOnly],
  [/track .* not found/, faults.egressGone],
  [/process killed/i, faults.egressKilled],
];

/** Egress reports a killed process as complete: the end of the words it uses, not its status, tells. */
export function outcomeOf(info: Pick<EgressInfo, 'status' | 'details' | 'error'>): Outcome {
  const said = `${info.error} ${info.details}`;
  switch (info.status) {
    case EgressStatus.EGRESS_STARTING:
      return { state: 'starting' };
    case EgressStatus.EGRESS_ACTIVE:
      return { state: 'active' };
    case EgressStatus.EGRESS_ENDING:
      // The words come first, the end seconds later.
      return /process killed/i.test(said)
        ? { ...failed(said), state: 'ending' }
        : { state: 'ending' };
    case EgressStatus.EGRESS_COMPLETE:
      return /process killed/i.test(said) ? failed(said) : { state: 'complete' };
    // An operator's limit on the length of a recording is no fault: the share goes on in a new one.
    case EgressStatus.EGRESS_LIMIT_REACHED:
      return { state: 'complete' };
    case EgressStatus.EGRESS_ABORTED:
      return /stop called/i.test(said) ? { state: 'complete' } : failed(said);
    default:
      return failed(said);
  }
}

function failed(said: string): Outcome {
  return { state: 'failed', error: causeOf(said) ?? faults.egressBroken };
}

/** What an error's words, Go's or Node's, mean for the sharer; undefined when that isn't known. */
export function causeOf(said: string): string | undefined {
  return CAUSES.find(([pattern]) => pattern.test(said))?.[1];
}

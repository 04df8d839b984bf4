import { ServerError } from 'livekit-server-sdk';
import { UserError } from '../../errors.ts';
import { RecorderBusy } from '../recorder.ts';
import { causeOf } from './outcome.ts';

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof ServerError && codes.includes(error.code ?? '');
}

/** A refused start in words for the sharer, where there are any; else the error as it is. */
export function startFault(error: unknown): unknown {
  if (hasCode(error, 'unavailable')) {
    return new RecorderBusy((words) => words.faults.egressBusy, { status: 503, cause: error });
  }
  if (hasCode(error, 'not_found')) {
    return new UserError((words) => words.faults.egressGone, { status: 404, cause: error });
  }
  return error;
}

/** A folder that can't be made, in words for the sharer where there are any; else the error as it is. */
export function folderFault(error: unknown): unknown {
  const words = causeOf((error as Error).message);
  return words ? new UserError(words, { status: 503, cause: error }) : error;
}

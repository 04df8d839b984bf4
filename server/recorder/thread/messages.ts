import { UserError } from '../../errors.ts';
import type { EmbeddedRecorderOptions } from '../embedded/recorder.ts';
import { type Recorder, RecorderBusy, RecordingRefused } from '../recorder.ts';

/** What a recorder's thread is started with. */
export interface ThreadData extends Omit<EmbeddedRecorderOptions, 'log' | 'now'> {
  logLevel: string;
}

type Method = 'start' | 'stop' | 'list' | 'close';

/** A call of the recorder in the thread. */
export type Call = {
  [M in Method]: { id: number; method: M; args: Parameters<Recorder[M]> };
}[Method];

export type FromThread =
  | { id: number; result: unknown }
  | { id: number; error: ErrorInWords }
  | { changed: string };

/** An error on its way between threads, where it would lose its class. */
export interface ErrorInWords {
  name: string;
  message: string;
  stack: string | undefined;
  /** HTTP status of a UserError; null where the words are not for people. */
  status: number | null;
}

const CLASSES = { RecordingRefused, RecorderBusy, UserError };

export function toWords(error: unknown): ErrorInWords {
  if (!(error instanceof Error)) return toWords(new Error(String(error)));
  const { name, message, stack } = error;
  return { name, message, stack, status: error instanceof UserError ? error.status : null };
}

export function fromWords({ name, message, stack, status }: ErrorInWords): Error {
  const Class = CLASSES[name as keyof typeof CLASSES] ?? UserError;
  const error = status === null ? new Error(message) : new Class(message, { status });
  if (stack !== undefined) error.stack = stack;
  return error;
}

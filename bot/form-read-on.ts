import type { Log } from '../server/log.ts';

/**
 * Node reads a form on when Discord has refused its request before the end, and throws where nobody can catch it, as it
 * does when the form's file can't be read (undici's issue 5835). That would end the process; the request itself fails
 * all the same, and whoever made it knows.
 * @returns what takes this back
 */
export function surviveFormsReadOn(log: Log): () => void {
  const look = (error: unknown) => {
    if (!isOfForm(error)) throw error;
    log.warn({ err: error }, 'a form was read on after its request was over');
  };
  process.on('unhandledRejection', look);
  return () => process.off('unhandledRejection', look);
}

/** Also of one that was passed between threads. */
export function isOfForm(error: unknown): boolean {
  const { code, message, name, stack } = error as NodeJS.ErrnoException;
  const isClosed = code === 'ERR_INVALID_STATE' && /ReadableStream is already closed/.test(message);
  return (isClosed && /undici/.test(stack ?? '')) || name === 'NotReadableError';
}

/**
 * An error whose message is a sentence for a person: what was wrong and what to do.
 * Everything that is not a UserError is a bug or a fault, and is logged whole at the edge.
 */
export class UserError extends Error {
  override name = 'UserError';
  /** HTTP status that fits when the error reaches the API. */
  readonly status: number;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status ?? 400;
  }
}

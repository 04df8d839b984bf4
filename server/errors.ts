import { translated } from './words/translated.ts';
import { type Language, type Say, USUAL, wordsIn } from './words/words.ts';

/**
 * An error whose message is a sentence for a person: what was wrong and what to do.
 * Everything that is not a UserError is a bug or a fault, and is logged whole at the edge.
 */
export class UserError extends Error {
  override name = 'UserError';
  /** HTTP status that fits when the error reaches the API. */
  readonly status: number;
  /** The sentence for a person; the message is the English one. */
  readonly say: Say;

  /** @param sentence a choice of words; or English words for whoever runs the server, in its terminal */
  constructor(sentence: string | Say, options: { status?: number; cause?: unknown } = {}) {
    super(typeof sentence === 'string' ? sentence : sentence(wordsIn(USUAL)), {
      cause: options.cause,
    });
    this.status = options.status ?? 400;
    this.say = typeof sentence === 'string' ? (words) => translated(sentence, words) : sentence;
  }

  in(language: Language): string {
    return this.say(wordsIn(language));
  }
}

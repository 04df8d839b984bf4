import { z } from 'zod';
import { UserError } from './errors.ts';
import { LANGUAGES, USUAL, wordsIn } from './words/words.ts';

/** An error on its way to another process: a sentence for people in all languages, or what went wrong. */
export const packedError = z.object({
  /** Only of sentences for people: HTTP's. */
  status: z.number().optional(),
  message: z.string(),
  /** The sentence by language. */
  inLanguages: z.record(z.string(), z.string()).optional(),
});

export type PackedError = z.infer<typeof packedError>;

export function packError(error: unknown): PackedError {
  if (!(error instanceof UserError)) return { message: String(error) };
  const { status, message } = error;
  const all = LANGUAGES.map((language) => [language, error.in(language)]);
  return { status, message, inLanguages: Object.fromEntries(all) };
}

/** As it was thrown where it came from: a UserError with its status and sentences, else an Error. */
export function unpackError({ status, message, inLanguages }: PackedError): Error {
  if (!inLanguages) return new Error(message);
  return new UserError(
    (words) => {
      const language = LANGUAGES.find((one) => wordsIn(one) === words) ?? USUAL;
      // Another process may not have our language yet.
      return inLanguages[language] ?? inLanguages[USUAL] ?? message;
    },
    { ...(status !== undefined && { status }) },
  );
}

import { inLanguage, language } from './i18n.ts';

const say = inLanguage({
  en: {
    unreachable: 'Hindsight can’t be reached. Check your connection and try again.',
    answered: (status: number) => `Hindsight answered with error ${status}.`,
  },
  de: {
    unreachable:
      'Hindsight ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.',
    answered: (status) => `Hindsight hat mit Fehler ${status} geantwortet.`,
  },
});

/** What the server said no with: `message` is a sentence for the person, 0 means it wasn't reached. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** What else the answer said, beside the sentence. */
  readonly details: Record<string, unknown>;

  constructor(status: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/**
 * @param path on this page's own origin
 * @param body sent as JSON
 * @returns the answer's JSON; undefined when it has none
 * @throws ApiError
 */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        'accept-language': language,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, say.unreachable);
  }
  const json = await answer.json().catch(() => undefined);
  if (answer.ok) return json as T;
  const { error, ...details } = json ?? {};
  const sentence = typeof error === 'string' ? error : say.answered(answer.status);
  throw new ApiError(answer.status, sentence, details);
}

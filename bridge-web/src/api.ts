/** What the server said no with: `message` is a sentence for the person, 0 means it wasn't reached. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
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
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'Hindsight can’t be reached. Check your connection and try again.');
  }
  const json = await answer.json().catch(() => undefined);
  if (answer.ok) return json as T;
  const sentence = typeof json?.error === 'string' ? json.error : undefined;
  throw new ApiError(answer.status, sentence ?? `Hindsight answered with error ${answer.status}.`);
}

import { ApiError } from '../api.ts';
import { keepAlive } from './preview.ts';

/** `away`: the server doesn't answer; `signedOut`: the session ended; `gone`: the preview was let go. */
export type Life = 'well' | 'away' | 'signedOut' | 'gone';

export interface LifeWatch {
  /** Asks now, for instance after signing in again. */
  look(): Promise<void>;
  close(): void;
}

/** In a tab in the background a browser makes at least one a minute of it, which is often enough. */
const EVERY_MS = 20_000;
const AGAIN_MS = 3000;

/** Keeps a preview alive, and tells how it stands with it. */
export function watchLife(id: string, tell: (life: Life) => void): LifeWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const look = async () => {
    clearTimeout(timer);
    const life = await keepAlive(id).then((): Life => 'well', lifeAfter);
    if (isClosed) return;
    tell(life);
    clearTimeout(timer);
    if (life !== 'gone') {
      timer = setTimeout(() => void look(), life === 'well' ? EVERY_MS : AGAIN_MS);
    }
  };
  // Back from another tab, or from the pages that the browser keeps: it may be over, or one may have signed in there.
  const lookAgain = () => {
    if (document.visibilityState === 'visible') void look();
  };
  document.addEventListener('visibilitychange', lookAgain);
  addEventListener('pageshow', lookAgain);
  void look();
  return {
    look,
    close() {
      isClosed = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', lookAgain);
      removeEventListener('pageshow', lookAgain);
    },
  };
}

function lifeAfter(error: unknown): Life {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) return 'signedOut';
  return error.status === 404 || error.status === 410 ? 'gone' : 'away';
}

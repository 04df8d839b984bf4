import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, call } from '../api.ts';
import { linkIn, onSignedOut, openSession, type Session } from '../session.ts';
import { Header } from './Header.tsx';
import { Toasts } from './Toasts.tsx';
import { say } from './texts.ts';

type Opened =
  | { step: 'opening' }
  | { step: 'refused'; text: string; signIn: boolean; away: boolean }
  | { step: 'open'; session: Session };

/** How often a server that is away is asked again, ms. */
const AGAIN_MS = 2000;

interface Props {
  /** Its name in the header, and the page to come back to after signing in. */
  page: string;
  /** Why signing in did not work, for a person. */
  trouble?: string;
  children(session: Session): ComponentChildren;
}

/** A page for who is signed in: spends a link, shows who one is, and says how to sign in where nobody is. */
export function SignedIn({ page, trouble, children }: Props) {
  const [opened, setOpened] = useState<Opened>({ step: 'opening' });
  useEffect(() => void open(setOpened), []);
  useEffect(() => onSignedOut(() => void open(setOpened)), []);
  const refused = opened.step === 'refused' && !opened.away;
  useEffect(() => (refused ? whenLookedAtAgain(() => void open(setOpened)) : undefined), [refused]);
  if (opened.step === 'open') {
    return (
      <>
        <Header user={opened.session.user} here={page} />
        {children(opened.session)}
        <Toasts />
      </>
    );
  }
  return (
    <>
      <Header here={page} />
      <main class="card words" aria-live="polite">
        {opened.step === 'opening' ? (
          <p class="quiet">{say.opening}</p>
        ) : (
          <>
            <h1>{say.notOpen}</h1>
            {trouble && (
              <p class="notice bad" role="alert">
                {trouble}
              </p>
            )}
            {(!trouble || opened.away) && <p>{opened.text}</p>}
            {opened.signIn && (
              <a class="button main" href={`/api/auth/discord?next=${encodeURIComponent(next())}`}>
                {say.signIn}
              </a>
            )}
            {opened.signIn ? (
              <p class="quiet">{say.linkWords}</p>
            ) : (
              trouble && <p>{say.linkOnly}</p>
            )}
          </>
        )}
      </main>
    </>
  );
}

async function open(tell: (opened: Opened) => void): Promise<void> {
  for (;;) {
    try {
      const session = await openSession(linkIn(location.hash));
      forgetLink();
      return tell({ step: 'open', session });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const away = error.status === 0 || error.status === 429 || error.status >= 500;
      const { discordSignIn = false } = await call<{ discordSignIn?: boolean }>('GET', '/api/about')
        // It only decides on a button.
        .catch(() => ({}) as { discordSignIn?: boolean });
      const text = away ? say.backSoon : error.message;
      tell({ step: 'refused', text, signIn: discordSignIn, away });
      if (!away) return;
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

/** Who signs in in another tab finds this one open, too. @returns a function that ends it */
function whenLookedAtAgain(again: () => void): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') again();
  };
  document.addEventListener('visibilitychange', look);
  return () => document.removeEventListener('visibilitychange', look);
}

/** Spent now, and nothing that should stay in the history or be copied from the address bar. */
function forgetLink(): void {
  const rest = new URLSearchParams(location.hash.slice(1));
  rest.delete('link');
  const hash = rest.size > 0 ? `#${rest}` : '';
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}

const next = () => `${location.pathname}${location.search}`;

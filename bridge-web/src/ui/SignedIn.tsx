import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, call } from '../api.ts';
import {
  linkIn,
  type OtherPerson as Names,
  onSignedOut,
  openSession,
  otherPerson,
  type Session,
} from '../session.ts';
import { Header } from './Header.tsx';
import { OtherPerson } from './OtherPerson.tsx';
import { Refusal } from './Refusal.tsx';
import { Toasts } from './Toasts.tsx';
import { say } from './texts.ts';

type Opened =
  | { step: 'opening' }
  | { step: 'refused'; text: string; signIn: boolean; away: boolean }
  | { step: 'other'; names: Names }
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
  const command = page === 'share' ? '/replay start' : say.libraryCommand;
  const again = () => void open(setOpened, command);
  useEffect(again, []);
  useEffect(() => onSignedOut(again), []);
  useEffect(() => whenLinkComes(again), []);
  const refused = opened.step === 'refused' && !opened.away;
  useEffect(() => (refused ? whenLookedAtAgain(again) : undefined), [refused]);
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
        {opened.step === 'opening' && <p class="quiet">{say.opening}</p>}
        {opened.step === 'other' && (
          <OtherPerson
            {...opened.names}
            onGoOn={() => void open(setOpened, command, true)}
            onStay={() => {
              forgetLink();
              again();
            }}
          />
        )}
        {opened.step === 'refused' && <Refusal {...opened} trouble={trouble} />}
      </main>
    </>
  );
}

/** @param command what gives a new link to this page */
async function open(
  tell: (opened: Opened) => void,
  command: string,
  instead = false,
): Promise<void> {
  for (;;) {
    const link = linkIn(location.hash);
    try {
      const session = await openSession(link, instead);
      forgetLink();
      return tell({ step: 'open', session });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const names = otherPerson(error);
      if (names) return tell({ step: 'other', names });
      const away = error.status === 0 || error.status === 429 || error.status >= 500;
      const { discordSignIn: signIn = false } = await call<{ discordSignIn?: boolean }>(
        'GET',
        '/api/about',
      )
        // It only decides on a button.
        .catch(() => ({}) as { discordSignIn?: boolean });
      const text = away ? say.backSoon : why(error, { link, signIn, command });
      tell({ step: 'refused', text, signIn, away });
      if (!away) return;
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

interface Way {
  link: string | undefined;
  signIn: boolean;
  command: string;
}

/** What was wrong and what to do, in the page's language where it is the usual. */
function why({ status, message }: ApiError, { link, signIn, command }: Way): string {
  if (status !== 401) return message;
  if (link) return say.linkOver(command);
  return signIn ? say.needSignIn(command) : say.needLink(command);
}

/** Who signs in in another tab finds this one open, too. @returns a function that ends it */
function whenLookedAtAgain(again: () => void): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') again();
  };
  document.addEventListener('visibilitychange', look);
  return () => document.removeEventListener('visibilitychange', look);
}

/** A link opened in a tab that shows the page already loads nothing anew. @returns a function that ends it */
function whenLinkComes(spend: () => void): () => void {
  const look = () => {
    if (linkIn(location.hash)) spend();
  };
  addEventListener('hashchange', look);
  return () => removeEventListener('hashchange', look);
}

/** Spent now, and nothing that should stay in the history or be copied from the address bar. */
function forgetLink(): void {
  const rest = new URLSearchParams(location.hash.slice(1));
  rest.delete('link');
  const hash = rest.size > 0 ? `#${rest}` : '';
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}

import { useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { chooseLanguage, language } from '../i18n.ts';
import { endSession, endSessionsEverywhere, type Session } from '../session.ts';
import { say } from './texts.ts';
import { toast } from './toasts.ts';

const PAGES = ['share', 'library', 'privacy'] as const;

// Screen readers and hyphens need to know.
document.documentElement.lang = language;

/** Where one is, whose page this is, and the ways out of it. */
export function Header({ user, here }: { user?: Session['user']; here?: string }) {
  return (
    <header>
      <span class="brand">
        <span class="mark" aria-hidden="true" />
        Hindsight
      </span>
      <nav aria-label={say.pages}>
        {PAGES.map((page) => (
          <a key={page} href={`/${page}`} aria-current={page === here ? 'page' : undefined}>
            {say[page]}
          </a>
        ))}
      </nav>
      {user ? <Account user={user} /> : <LanguageChoice />}
    </header>
  );
}

function Account({ user }: { user: Session['user'] }) {
  return (
    <details class="account">
      <summary>
        <Avatar user={user} />
        <span class="unseen">{say.account(user.name)}</span>
        <span class="name" aria-hidden="true">
          {user.name}
        </span>
      </summary>
      <div class="menu">
        <LanguageChoice />
        <button type="button" class="link" onClick={() => leave(endSession)}>
          {say.signOut}
        </button>
        <button type="button" class="link" onClick={() => leave(endSessionsEverywhere)}>
          {say.signOutEverywhere}
        </button>
      </div>
    </details>
  );
}

function LanguageChoice() {
  const other = language === 'de' ? 'en' : 'de';
  return (
    <button type="button" class="link" lang={other} onClick={() => chooseLanguage(other)}>
      {say.language}
    </button>
  );
}

export function Avatar({ user }: { user: Pick<Session['user'], 'name' | 'avatarUrl'> }) {
  const [broken, setBroken] = useState(false);
  if (!user.avatarUrl || broken) {
    return (
      // Not as a text: it is no part of the name.
      <span class="avatar" aria-hidden="true" data-letter={[...user.name][0]?.toUpperCase()} />
    );
  }
  return <img class="avatar" src={user.avatarUrl} alt="" onError={() => setBroken(true)} />;
}

async function leave(end: () => Promise<void>) {
  try {
    await end();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Whose session has ended already is out.
    if (error.status !== 401) return void toast('bad', say.stillSignedIn(error.message));
  }
  location.reload();
}

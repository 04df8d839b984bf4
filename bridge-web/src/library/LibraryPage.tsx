import { useEffect, useState } from 'preact/hooks';
import { onSignedOut } from '../session.ts';
import { SignedIn } from '../ui/SignedIn.tsx';
import { Library } from './Library.tsx';
import { signInTrouble, withoutTrouble } from './sign-in-trouble.ts';
import { say } from './texts.ts';

export function LibraryPage() {
  const [trouble, setTrouble] = useState(() => signInTrouble(location.search));
  useEffect(() => {
    document.title = `${say.title} · Hindsight`;
    // Said once: it is not said again by a reload, and it is no part of where one comes back to.
    history.replaceState(history.state, '', withoutTrouble(location.href));
    return onSignedOut(() => setTrouble(say.sessionEnded));
  }, []);
  return (
    <SignedIn page="library" trouble={trouble}>
      {(session) => <Library session={session} trouble={trouble} />}
    </SignedIn>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { linkIn, openSession, type Session } from '../session.ts';
import { Header } from '../ui/Header.tsx';
import { type Obstacle, obstacle, surroundings } from './capture.ts';
import { Stage } from './Stage.tsx';

type Opened =
  | { step: 'opening' }
  | { step: 'obstacle'; obstacle: Obstacle }
  | { step: 'refused'; text: string; again: boolean }
  | { step: 'open'; session: Session };

export function SharePage() {
  const [opened, setOpened] = useState<Opened>({ step: 'opening' });
  const open = () => {
    setOpened({ step: 'opening' });
    openPage().then(setOpened);
  };
  useEffect(open, []);

  if (opened.step === 'open') {
    return (
      <>
        <Header user={opened.session.user} />
        <Stage session={opened.session} />
      </>
    );
  }
  return (
    <>
      <Header />
      <main class="card words" aria-live="polite">
        {opened.step === 'opening' && <p class="quiet">Opening…</p>}
        {opened.step === 'refused' && (
          <>
            <h1>This page can’t be opened</h1>
            <p>{opened.text}</p>
            {opened.again && (
              <button type="button" onClick={open}>
                Try again
              </button>
            )}
          </>
        )}
        {opened.step === 'obstacle' && (
          <>
            <h1>{opened.obstacle.title}</h1>
            <p>{opened.obstacle.text}</p>
            {opened.obstacle.url && <a href={opened.obstacle.url}>{opened.obstacle.url}</a>}
          </>
        )}
      </main>
    </>
  );
}

async function openPage(): Promise<Opened> {
  // First of all, so that a link opened where it can't work isn't used up there.
  const inTheWay = obstacle(surroundings());
  if (inTheWay) return { step: 'obstacle', obstacle: inTheWay };
  try {
    const session = await openSession(linkIn(location.hash));
    // Spent now, and nothing that should stay in the history or be copied from the address bar.
    history.replaceState(null, '', location.pathname);
    return { step: 'open', session };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      step: 'refused',
      text: error.message,
      again: error.status === 0 || error.status >= 500,
    };
  }
}

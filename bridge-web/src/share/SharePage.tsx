import { useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Header } from '../ui/Header.tsx';
import { SignedIn } from '../ui/SignedIn.tsx';
import { say as pages } from '../ui/texts.ts';
import { ChannelChoice } from './ChannelChoice.tsx';
import { type Obstacle, obstacle, surroundings } from './capture.ts';
import { Stage } from './Stage.tsx';
import { say } from './trouble-texts.ts';

/** In this tab a channel was chosen by hand, so another one can be. */
const CHOSEN = 'hindsight.chosenChannel';

export function SharePage() {
  // First of all, so that a link opened where it can't work isn't used up there.
  const [inTheWay] = useState(() => obstacle(surroundings()));
  if (inTheWay) return <InTheWay {...inTheWay} />;
  return <SignedIn page="share">{(session) => <ForChannel opened={session} />}</SignedIn>;
}

function ForChannel({ opened }: { opened: Session }) {
  const [session, setSession] = useState(opened);
  const [choosing, setChoosing] = useState(opened.channel === null);
  const chosen = (next: Session) => {
    sessionStorage.setItem(CHOSEN, '1');
    setSession(next);
    setChoosing(false);
  };
  if (choosing || !session.channel) return <ChannelChoice onChosen={chosen} />;
  const other = sessionStorage.getItem(CHOSEN) ? () => setChoosing(true) : undefined;
  return <Stage session={session} channel={session.channel} onOtherChannel={other} />;
}

function InTheWay({ title, text, url }: Obstacle) {
  return (
    <>
      <Header here="share" />
      <main class="card words">
        <h1>{title}</h1>
        <p>{text}</p>
        {url && <a href={url}>{url}</a>}
        {isSecureContext && (
          <>
            <p class="quiet">{say.elsewhere}</p>
            <p class="row">
              <a class="button" href="/library">
                {pages.library}
              </a>
              <a class="button" href="/privacy">
                {pages.privacy}
              </a>
            </p>
          </>
        )}
      </main>
    </>
  );
}

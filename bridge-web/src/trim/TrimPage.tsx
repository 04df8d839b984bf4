import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import type { Session } from '../session.ts';
import { SignedIn } from '../ui/SignedIn.tsx';
import { type Address, addressOf, readAddress, type Source } from './address.ts';
import { mediaOf } from './epoch.ts';
import { type Kept, readKept } from './kept.ts';
import { openPreview, type Preview, readPreview } from './preview.ts';
import { lastOf, type Selection, within } from './selection.ts';
import { Trimmer } from './Trimmer.tsx';
import { SignedOut } from './Trouble.tsx';
import { say } from './texts.ts';

export function TrimPage() {
  return <SignedIn page="trim">{(session) => <Opening session={session} />}</SignedIn>;
}

type Opened =
  | { step: 'opening' }
  | { step: 'gone' }
  | { step: 'signedOut' }
  | { step: 'refused'; text: string; isAway: boolean }
  | { step: 'open'; preview: Preview; first: Selection; kept: Kept | undefined };

/** How often a server that is away is asked again, ms. */
const AGAIN_MS = 2000;
/** What is selected of a buffer at first, ms. */
const FIRST_MS = 60_000;

/** Opens the preview that the address asks for, and a new one where that is gone. */
function Opening({ session }: { session: Session }) {
  const [opened, setOpened] = useState<Opened>({ step: 'opening' });
  const address = readAddress(location.search);
  const begin = useCallback(() => {
    const asked = readAddress(location.search);
    const kept = readKept(asked);
    void open(asked, kept?.preview === asked.preview ? kept : undefined).then(setOpened);
  }, []);
  const openAgain = useCallback(() => {
    const { preview: _, ...source } = readAddress(location.search);
    setOpened({ step: 'opening' });
    void open(source, readKept(source)).then(setOpened);
  }, []);
  useEffect(begin, [begin]);
  useEffect(() => {
    if (opened.step !== 'refused' || !opened.isAway) return;
    const timer = setTimeout(begin, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [opened, begin]);

  if (opened.step === 'open') {
    const { preview, first, kept } = opened;
    return (
      <Trimmer key={preview.id} {...{ session, preview, first, kept, onOpenAgain: openAgain }} />
    );
  }
  return (
    <main class="card words" aria-live="polite">
      {opened.step === 'opening' && <p class="quiet">{say.opening}</p>}
      {opened.step === 'signedOut' && (
        <div role="alert">
          <SignedOut onLook={begin} />
        </div>
      )}
      {opened.step === 'gone' && (
        <>
          <h1>{say.goneTitle}</h1>
          <p>{address.clipId ? say.goneClip : say.goneBuffer}</p>
          <button type="button" class="main" onClick={openAgain}>
            {say.openAgain}
          </button>
        </>
      )}
      {opened.step === 'refused' && (
        <>
          <h1>{say.cannotOpen}</h1>
          <p>{opened.text}</p>
          <p class="ways">
            <button type="button" onClick={begin}>
              {say.tryAgain}
            </button>
            <a class="button" href="/library">
              {say.toLibrary}
            </a>
            <a class="button" href="/share">
              {say.toShare}
            </a>
          </p>
        </>
      )}
    </main>
  );
}

async function open(asked: Address, kept: Kept | undefined): Promise<Opened> {
  try {
    const preview = asked.preview ? await readPreview(asked.preview) : await openPreview(asked);
    if (!preview) return { step: 'gone' };
    history.replaceState(null, '', addressOf(preview.id, sourceOf(preview)));
    return { step: 'open', preview, first: firstSelection(preview, asked, kept), kept };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return { step: 'signedOut' };
    const isAway = error.status === 0 || error.status === 429 || error.status >= 500;
    return { step: 'refused', text: error.message, isAway };
  }
}

const sourceOf = ({ clipId }: Preview): Source => ({ ...(clipId && { clipId }) });

function firstSelection(preview: Preview, { lastMs }: Address, kept: Kept | undefined): Selection {
  const { segments, durationMs } = preview;
  if (kept) {
    const { fromMs, toMs } = kept.selection;
    return within({ fromMs: mediaOf(fromMs, segments), toMs: mediaOf(toMs, segments) }, preview);
  }
  if (lastMs) return lastOf(lastMs, preview);
  return preview.of === 'buffer' ? lastOf(FIRST_MS, preview) : { fromMs: 0, toMs: durationMs };
}

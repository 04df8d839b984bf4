import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { type ClipOrder, orderClip, readOrders, withOrder } from '../clip-orders.ts';
import { tellClipped } from '../clipped-by-other.ts';
import { missedWords } from '../missed-words.ts';
import { openEvents } from '../page-events.ts';
import { type Places, readPlaces } from '../places.ts';
import type { Session } from '../session.ts';
import { toast } from '../ui/toasts.ts';
import { selectionAtEpoch } from './epoch.ts';
import { type Kept, keep, readKept, type Wish } from './kept.ts';
import type { Preview } from './preview.ts';
import { isPossible, possibleTarget } from './target.ts';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

const KEEP_MS = 300;
const AGAIN_MS = 5000;

/**
 * Orders clips and hears how they get on; all that was chosen is kept in this tab.
 * @param kept what is gone on with; undefined: a new clip
 * @param onDoubt when the session or the preview may have ended
 */
export function useClipping(
  trim: Trim,
  session: Session,
  kept: Kept | undefined,
  onDoubt: () => void,
) {
  const { preview } = trim;
  const [wish, setWish] = useState<Wish>(() => kept?.wish ?? firstWish(preview));
  const [mine, setMine] = useState(kept?.orders ?? []);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string>();
  const { orders, refresh } = useOrders(session.user.id, onDoubt);
  const { places, readAgain } = usePlaces();

  const selection = useWatched(trim.selection, KEEP_MS);
  useEffect(() => {
    const { segments, id } = preview;
    keep(preview, {
      ...{ preview: id, wish, orders: mine },
      selection: selectionAtEpoch(selection, segments),
    });
  }, [preview, selection, wish, mine]);

  const target = places && possibleTarget(wish.target, places, session.channel, preview.mine);
  const onClip = async () => {
    if (!target) return;
    const { fromMs, toMs } = trim.selection.now;
    const { visibility, quality, voice = 'on' } = wish;
    const title = wish.title.trim();
    setSending(true);
    setRefused(undefined);
    try {
      const { id } = await orderClip({
        ...{ preview: preview.id, fromMs: Math.round(fromMs), toMs: Math.round(toMs) },
        ...{ ...target, visibility, quality, ...(title && { title }) },
        ...(preview.hasVoice && { voice }),
      });
      setMine((before) => [...before, id]);
      refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const mayBeGone = error.status === 401 || error.status === 404;
      if (mayBeGone) onDoubt();
      // That one has to sign in is said above.
      if (error.status !== 401) setRefused(error.message);
      // Where one could post a minute ago, one may not any more.
      if (error.status === 403) readAgain();
    } finally {
      setSending(false);
    }
  };

  return {
    orders: orders.filter(({ id }) => mine.includes(id)),
    form: {
      ...{ places, sending, refused, onClip },
      lost: places !== undefined && wish.target !== undefined && !isPossible(wish.target, places),
      wish: { ...wish, ...(target && { target }) },
      onWish: (next: Wish) => {
        setRefused(undefined);
        setWish(next);
      },
    },
  };
}

/** A new clip has a title of its own, and goes where the one before it went. */
function firstWish(preview: Preview): Wish {
  const before = readKept(preview)?.wish;
  return {
    ...(before?.target && { target: before.target }),
    ...{ title: preview.title ?? '', visibility: 'private', quality: before?.quality ?? 'fit' },
  };
}

function useOrders(userId: string, onSignedOut: () => void) {
  const [orders, setOrders] = useState<ClipOrder[]>([]);
  // Where that fails, the next event or connection tells the same.
  const refresh = () => void readOrders().then(setOrders, () => undefined);
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;
  useEffect(() => {
    const events = openEvents(userId);
    events.listen({
      ready: refresh,
      order: (order) => setOrders((before) => withOrder(before, order)),
      // This page may be the only one that hears of it.
      ended: ({ error }) => void toast(error ? 'bad' : 'plain', say.recordingEnded(error)),
      missed: (ending) => void toast('plain', missedWords(ending)),
      clipped: tellClipped,
      signedOut: () => signedOut.current(),
    });
    return () => events.close();
  }, [userId]);
  return { orders, refresh };
}

function usePlaces(): { places: Places | undefined; readAgain(): void } {
  const [places, setPlaces] = useState<Places>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const read = () =>
      readPlaces().then(
        (found) => !isOver && setPlaces(found),
        () => {
          if (!isOver) timer = setTimeout(read, AGAIN_MS);
        },
      );
    void read();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return { places, readAgain: () => setAsked((before) => before + 1) };
}

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Orders } from '../ui/Orders.tsx';
import { type Life, type LifeWatch, watchLife } from './alive.ts';
import { ClipForm } from './ClipForm.tsx';
import { Controls } from './Controls.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import type { Kept } from './kept.ts';
import { Presets } from './Presets.tsx';
import type { Playback } from './playback.ts';
import type { Preview } from './preview.ts';
import { Screen } from './Screen.tsx';
import type { Selection } from './selection.ts';
import type { Stream } from './stream.ts';
import { TimeFields } from './TimeFields.tsx';
import { Timeline } from './Timeline.tsx';
import { Trouble } from './Trouble.tsx';
import { say } from './texts.ts';
import { createTrim } from './trim.ts';
import { useClipping } from './use-clipping.ts';
import { useKeys } from './use-keys.ts';
import { useLeaving } from './use-leaving.ts';

interface Props {
  session: Session;
  preview: Preview;
  /** What is selected at first, media ms. */
  first: Selection;
  /** What this tab remembers of the same work. */
  kept: Kept | undefined;
  onOpenAgain(): void;
}

/** The page proper: a preview, what is selected of it, and where that goes. */
export function Trimmer({ session, preview, first, kept, onOpenAgain }: Props) {
  const trim = useMemo(() => createTrim(preview, first), [preview, first]);
  const [stage, setStage] = useState<{ playback: Playback; video: HTMLVideoElement }>();
  const [stream, setStream] = useState<Stream>();
  const onReady = useCallback((playback: Playback, video: HTMLVideoElement) => {
    setStage({ playback, video });
  }, []);
  const { life, look } = useLife(preview.id, stream);
  const clipping = useClipping(trim, session, kept, look);
  useKeys(trim, stage?.playback);
  useLeaving(preview.id);
  useEffect(() => {
    document.title = `${preview.title || say.pageTitle} – Hindsight`;
  }, [preview.title]);

  return (
    <main class="trim">
      <div class="top">
        <h1>{preview.of === 'clip' ? say.trimClip(preview.title) : say.trimBuffer}</h1>
        <Trouble {...{ life, longestMs: preview.longestMs, onLook: look, onOpenAgain }} />
      </div>
      <div class="stage">
        <Screen {...{ trim, onReady, onStream: setStream }} />
        {stage && <Controls trim={trim} {...stage} />}
      </div>
      {stage && (
        <div class="card cut">
          <Timeline trim={trim} playback={stage.playback} />
          <TimeFields trim={trim} playback={stage.playback} />
          <Presets trim={trim} />
        </div>
      )}
      <div class="card side">
        <ClipForm trim={trim} {...clipping.form} />
        {clipping.orders.length > 0 && (
          <Orders
            title={say.orders}
            orders={clipping.orders}
            places={clipping.form.places}
            advice={say.tryElsewhere}
          />
        )}
      </div>
      <KeyHelp />
    </main>
  );
}

function useLife(id: string, stream: Stream | undefined) {
  const [life, setLife] = useState<Life>('well');
  const [watch, setWatch] = useState<LifeWatch>();
  useEffect(() => {
    const watching = watchLife(id, setLife);
    setWatch(watching);
    return () => watching.close();
  }, [id]);
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (life !== 'well') setWasAway(true);
    else if (wasAway) {
      setWasAway(false);
      stream?.recover();
    }
  }, [life, wasAway, stream]);
  const look = useCallback(() => void watch?.look(), [watch]);
  return { life, look };
}

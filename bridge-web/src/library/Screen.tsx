import type { FunctionComponent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { cuesOf } from '../ui/captions.ts';
import type { Player as PlayerOfClips } from '../ui/Player.tsx';
import type { Clip } from './clips.ts';
import { say } from './texts.ts';
import { aboutClip } from './words.ts';

/** The player is only loaded once something is played. */
export function Screen({ clip, onTrouble }: { clip: Clip; onTrouble(): Promise<void> }) {
  const [Player, setPlayer] = useState<FunctionComponent<Parameters<typeof PlayerOfClips>[0]>>();
  const [trouble, setTrouble] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    import('../ui/Player.tsx').then(
      (module) => setPlayer(() => module.Player),
      () => setTrouble(true),
    );
  }, [tries]);
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Space plays and arrows skip at once, unless one has gone elsewhere meanwhile.
    const waiting = document.activeElement?.matches('dialog, dialog [autofocus], body');
    if (waiting) screen.current?.querySelector<HTMLElement>('media-controller')?.focus();
  }, [Player]);
  const about = aboutClip(clip);
  const cues = useMemo(() => cuesOf(about, clip), [clip.id]);
  return (
    <div ref={screen} class="screen">
      <div class="stage" style={{ '--shape': `${clip.width} / ${clip.height}` }}>
        {Player && (
          <Player
            key={tries}
            src={clip.file}
            poster={clip.poster}
            caption={about}
            cues={cues}
            autoPlay
            onTrouble={() => {
              setTrouble(true);
              void onTrouble();
            }}
          />
        )}
      </div>
      {trouble && (
        <div class="notice bad" role="alert">
          <p>{say.cantPlay}</p>
          <button
            type="button"
            onClick={() => {
              setTrouble(false);
              setTries(tries + 1);
            }}
          >
            {say.tryAgain}
          </button>
        </div>
      )}
    </div>
  );
}

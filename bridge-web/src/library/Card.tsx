import { useEffect, useRef, useState } from 'preact/hooks';
import { dayAndTime, inTime, shortDay } from '../when.ts';
import { clock, megabytes } from '../words.ts';
import type { Clip } from './clips.ts';
import { say } from './texts.ts';
import { usePeek } from './use-peek.ts';
import { isOwnScreen, placeWords, sharerOf, titleOf, whereWords } from './words.ts';

interface Props {
  clip: Clip;
  address: string;
  selected: boolean;
  onOpen(): void;
  onSelect(range: boolean): void;
}

/** A clip in the grid: its picture, which plays under the pointer, and what one wants to know before opening it. */
export function Card({ clip, address, selected, onOpen, onSelect }: Props) {
  const { playing, handlers } = usePeek();
  const title = titleOf(clip);
  return (
    <article class={`clip${selected ? ' selected' : ''}`} {...handlers}>
      <div class="picture">
        <Poster src={clip.poster} />
        {playing && <SilentVideo src={clip.file} />}
        <span class="badge length">
          <span class="unseen">{say.length('')}</span>
          {clock(clip.durationMs)}
        </span>
        {clip.visibility === 'public' && <span class="badge public">{say.public}</span>}
      </div>
      <div class="about">
        <h2>
          <a
            id={`clip-${clip.id}`}
            href={address}
            onClick={(event) => {
              // A new tab or window is the browser's.
              if (event.ctrlKey || event.metaKey || event.button !== 0) return;
              event.preventDefault();
              if (event.shiftKey && clip.mine) onSelect(true);
              else onOpen();
            }}
          >
            {title}
          </a>
        </h2>
        <p>
          {!isOwnScreen(clip) && <>{say.by(sharerOf(clip))} · </>}
          <time dateTime={new Date(clip.createdAtMs).toISOString()} title={dayAndTime(clip.fromMs)}>
            {shortDay(clip.createdAtMs)}
          </time>{' '}
          · {megabytes(clip.bytes)}
        </p>
        <p>
          {clip.mine ? <Posted clip={clip} /> : whereWords(clip)}
          {clip.mine && clip.expiresAtMs !== null && (
            <span class="goes"> · {say.goes(inTime(clip.expiresAtMs))}</span>
          )}
        </p>
      </div>
      {clip.mine && (
        <label class="choose">
          <input
            type="checkbox"
            aria-label={say.select(title)}
            checked={selected}
            onClick={(event) => {
              event.stopPropagation();
              onSelect(event.shiftKey);
            }}
          />
        </label>
      )}
    </article>
  );
}

/** The newest message with it. */
function Posted({ clip }: { clip: Clip }) {
  const post = clip.posted.at(-1);
  if (!post) return <>{say.notPosted}</>;
  return (
    <a class="message" href={post.url} target="_blank" rel="noreferrer">
      {placeWords(clip, post)}
    </a>
  );
}

function Poster({ src }: { src: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <div class="no-poster" aria-hidden="true" />;
  return <img src={src} alt="" decoding="async" onError={() => setBroken(true)} />;
}

function SilentVideo({ src }: { src: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    // As an attribute it only counts where the page was parsed.
    element.muted = true;
    void element.play().catch(() => undefined);
    return () => {
      // Else what was not loaded yet goes on loading.
      element.removeAttribute('src');
      element.load();
    };
  }, []);
  return (
    <video
      ref={video}
      class={running ? 'running' : ''}
      src={src}
      muted
      loop
      playsInline
      aria-hidden="true"
      tabIndex={-1}
      onPlaying={() => setRunning(true)}
    />
  );
}

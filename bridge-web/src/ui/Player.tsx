import './controls.ts';
import { createElement as h } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { language } from '../i18n.ts';
import { type Cue, webVtt } from './captions.ts';
import { CONTROLS } from './controls.ts';
import { keepFresh } from './fresh-source.ts';
import { say } from './texts.ts';

interface Props {
  src: string;
  poster?: string;
  /** What is shown, for who can't see it, and below the picture. */
  caption: string;
  /** What is said over the picture, for who switches captions on. */
  cues?: Cue[];
  autoPlay?: boolean;
  /** It can't be played (any more). */
  onTrouble?(): void;
}

/** A clip with controls that the keyboard works, too. */
export function Player({ src, poster, caption, cues, autoPlay = false, onTrouble }: Props) {
  const captions = useMemo(() => captionsFile(cues), [cues]);
  useEffect(() => () => URL.revokeObjectURL(captions ?? ''), [captions]);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => (video.current ? keepFresh(video.current) : undefined), []);
  return (
    <figure class="player">
      {h(
        'media-controller',
        { lang: language },
        <video
          ref={video}
          slot="media"
          src={src}
          poster={poster}
          aria-label={caption}
          autoPlay={autoPlay}
          playsInline
          preload="metadata"
          onError={onTrouble}
        >
          {captions && (
            <track kind="captions" src={captions} label={say.captions} srcLang={language} />
          )}
        </video>,
        h('media-loading-indicator', { slot: 'centered-chrome', noautohide: '' }),
        h(
          'media-control-bar',
          {},
          CONTROLS.map(([tag, attributes]) => h(tag, attributes)),
        ),
      )}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function captionsFile(cues: Cue[] = []): string | undefined {
  if (cues.length === 0) return undefined;
  return URL.createObjectURL(new Blob([webVtt(cues)], { type: 'text/vtt' }));
}

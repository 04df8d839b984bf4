import 'media-chrome/dist/media-controller.js';
import 'media-chrome/dist/media-control-bar.js';
import 'media-chrome/dist/media-play-button.js';
import 'media-chrome/dist/media-seek-backward-button.js';
import 'media-chrome/dist/media-seek-forward-button.js';
import 'media-chrome/dist/media-time-range.js';
import 'media-chrome/dist/media-time-display.js';
import 'media-chrome/dist/media-mute-button.js';
import 'media-chrome/dist/media-volume-range.js';
import 'media-chrome/dist/media-playback-rate-button.js';
import 'media-chrome/dist/media-fullscreen-button.js';
import { createElement as h } from 'preact';

interface Props {
  src: string;
  poster?: string;
  /** What is shown, for who can't see it, and below the picture. */
  caption: string;
  autoPlay?: boolean;
}

/** A clip with controls that the keyboard works, too. */
export function Player({ src, poster, caption, autoPlay = false }: Props) {
  return (
    <figure class="player">
      {h(
        'media-controller',
        { hotkeys: 'noc' },
        <video
          slot="media"
          src={src}
          poster={poster}
          aria-label={caption}
          autoPlay={autoPlay}
          playsInline
          preload="metadata"
        />,
        h(
          'media-control-bar',
          {},
          h('media-play-button', {}),
          h('media-seek-backward-button', { seekoffset: 5 }),
          h('media-seek-forward-button', { seekoffset: 5 }),
          h('media-time-range', {}),
          h('media-time-display', { showduration: true }),
          h('media-mute-button', {}),
          h('media-volume-range', {}),
          h('media-playback-rate-button', { rates: '0.25 0.5 1 2' }),
          h('media-fullscreen-button', {}),
        ),
      )}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';
import type { Playback } from './playback.ts';
import { say } from './texts.ts';
import { formatTime } from './times.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

/** What one skip is, ms, and one step of zooming. */
export const SKIP_MS = 5000;
export const ZOOM_STEP = 1.6;

const SPEEDS = [0.25, 0.5, 1, 2];
const SHOWN_MS = 50;

interface Props {
  trim: Trim;
  playback: Playback;
  video: HTMLVideoElement;
}

/** Playing, and how near the timeline is. */
export function Controls({ trim, playback, video }: Props) {
  const playing = useWatched(playback.playing);
  const loop = useWatched(playback.loop);
  const ms = useWatched(trim.playheadMs, SHOWN_MS);
  return (
    <div class="controls" role="group" aria-label={say.controls}>
      <div class="group">
        <Tool icon="back" label={say.back} onClick={() => playback.skip(-SKIP_MS)} />
        <Tool icon="pictureBack" label={say.pictureBack} onClick={() => playback.step(-1)} />
        <Tool
          icon={playing ? 'pause' : 'play'}
          label={playing ? say.pause : say.play}
          class="play"
          onClick={playback.toggle}
        />
        <Tool icon="pictureForward" label={say.pictureForward} onClick={() => playback.step(1)} />
        <Tool icon="forward" label={say.forward} onClick={() => playback.skip(SKIP_MS)} />
      </div>
      <p class="now">
        <output aria-label={say.playhead}>{formatTime(ms)}</output>
        <span class="quiet"> / {formatTime(trim.extent.durationMs)}</span>
      </p>
      <div class="group">
        <Tool
          icon="loop"
          label={say.loop}
          pressed={loop}
          onClick={() => playback.loop.set(!playback.loop.now)}
        />
        {trim.preview.hasSound && <Mute video={video} />}
        <select
          class="speed"
          aria-label={say.speed}
          onChange={(event) => {
            video.playbackRate = Number(event.currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed} selected={speed === 1}>
              {speed.toLocaleString()}×
            </option>
          ))}
        </select>
      </div>
      <div class="group">
        <Tool icon="farther" label={say.farther} onClick={() => trim.zoom(1 / ZOOM_STEP)} />
        <Tool icon="nearer" label={say.nearer} onClick={() => trim.zoom(ZOOM_STEP)} />
        <Tool icon="fit" label={say.fitSelection} onClick={trim.fit} />
      </div>
    </div>
  );
}

function Mute({ video }: { video: HTMLVideoElement }) {
  const [muted, setMuted] = useState(video.muted);
  useEffect(() => {
    const look = () => setMuted(video.muted);
    video.addEventListener('volumechange', look);
    return () => video.removeEventListener('volumechange', look);
  }, [video]);
  return (
    <Tool
      icon={muted ? 'silent' : 'sound'}
      label={say.mute}
      pressed={muted}
      onClick={() => {
        video.muted = !video.muted;
      }}
    />
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  class?: string;
  pressed?: boolean;
  onClick(): void;
}

function Tool({ icon, label, class: more = '', pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class={`tool ${more}`}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

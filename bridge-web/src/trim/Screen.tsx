import { useEffect, useRef, useState } from 'preact/hooks';
import { createPlayback, type Playback } from './playback.ts';
import { openStream, type Stream } from './stream.ts';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';

interface Props {
  trim: Trim;
  onReady(playback: Playback, video: HTMLVideoElement): void;
  onStream(stream: Stream): void;
}

/** The picture. */
export function Screen({ trim, onReady, onStream }: Props) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const playing = useRef<Playback | undefined>(undefined);
  const [state, setState] = useState<'loading' | 'there' | 'away' | 'unplayable'>('loading');
  useEffect(() => {
    if (!video) return;
    const playback = createPlayback(video, trim);
    playing.current = playback;
    onReady(playback, video);
    let stream: Stream | undefined;
    let isOver = false;
    const { fromMs } = trim.selection.now;
    const listener = {
      loaded: playback.loaded,
      away: () => setState('away'),
      back: () => setState('there'),
      unplayable: () => setState('unplayable'),
    };
    openStream(video, trim.preview.playlist, fromMs, listener).then(
      (opened) => {
        if (isOver) return opened.close();
        stream = opened;
        onStream(opened);
        playback.seek(fromMs);
      },
      // The player itself couldn't be loaded.
      () => setState('away'),
    );
    const endHeld = trim.held.listen((held) => stream?.readAhead(!held));
    return () => {
      isOver = true;
      endHeld();
      playback.close();
      stream?.close();
    };
  }, [video, trim, onReady, onStream]);
  const { width, height } = trim.preview;
  return (
    <div class="screen" style={{ aspectRatio: `${width || 16} / ${height || 9}` }}>
      <video
        ref={setVideo}
        aria-label={say.video(trim.preview.title)}
        playsInline
        disableRemotePlayback
        preload="auto"
        onClick={() => playing.current?.toggle()}
      />
      <p class="on-screen" role="status">
        {state === 'loading' && say.loading}
        {state === 'away' && say.videoAway}
        {state === 'unplayable' && say.unplayable}
      </p>
    </div>
  );
}

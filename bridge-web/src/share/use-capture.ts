import { useEffect, useRef, useState } from 'preact/hooks';
import type { Capture } from './capture.ts';
import { SoundMeter } from './sound-level.ts';
import { type Picture, Thumbnails } from './thumbnails.ts';

/** Small pictures of what was shared from this page, also of shares that are over. */
export function usePictures(capture: Capture | undefined, windowMs: number): Picture[] {
  const [pictures, setPictures] = useState<Picture[]>([]);
  const thumbnails = useRef<Thumbnails>(undefined);
  useEffect(() => {
    if (!capture) return;
    thumbnails.current ??= new Thumbnails(windowMs, () =>
      setPictures(thumbnails.current?.pictures ?? []),
    );
    return thumbnails.current.watch(capture.video);
  }, [capture, windowMs]);
  return pictures;
}

/** undefined: no sound is shared. */
export function useSoundMeter(capture: Capture | undefined): SoundMeter | undefined {
  return useTrackMeter(capture?.audio);
}

/** The same of one track. */
export function useTrackMeter(track: MediaStreamTrack | null | undefined): SoundMeter | undefined {
  const [meter, setMeter] = useState<SoundMeter>();
  useEffect(() => {
    if (!track) return;
    const meter = new SoundMeter(track);
    setMeter(meter);
    return () => {
      meter.close();
      setMeter(undefined);
    };
  }, [track]);
  return meter;
}

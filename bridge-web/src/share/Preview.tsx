import { useEffect, useRef } from 'preact/hooks';
import type { Capture } from './capture.ts';
import { say } from './texts.ts';

/** What is shared, as others would see it. */
export function Preview({ capture }: { capture: Capture }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([capture.video]);
  }, [capture]);
  return <video ref={video} class="preview" aria-label={say.preview} autoPlay muted playsInline />;
}

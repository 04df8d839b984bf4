import { useEffect } from 'preact/hooks';
import { SKIP_MS, ZOOM_STEP } from './Controls.tsx';
import { type Command, commandOf, focusOf } from './keys.ts';
import type { Playback } from './playback.ts';
import { setAtPlayhead } from './TimeFields.tsx';
import type { Trim } from './trim.ts';

/** Keys that work wherever one is on the page. */
export function useKeys(trim: Trim, playback: Playback | undefined): void {
  useEffect(() => {
    if (!playback) return;
    const commands: Record<Command, () => void> = {
      toggle: playback.toggle,
      back: () => playback.skip(-SKIP_MS),
      forward: () => playback.skip(SKIP_MS),
      pictureBack: () => playback.step(-1),
      pictureForward: () => playback.step(1),
      from: () => setAtPlayhead(trim, 'from'),
      to: () => setAtPlayhead(trim, 'to'),
      nearer: () => trim.zoom(ZOOM_STEP),
      farther: () => trim.zoom(1 / ZOOM_STEP),
      fit: trim.fit,
    };
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = commandOf(event, focusOf(document.activeElement));
      if (!command) return;
      event.preventDefault();
      commands[command]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [trim, playback]);
}

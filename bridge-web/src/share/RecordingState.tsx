import { clock } from '../words.ts';
import type { Recording } from './status.ts';

interface Props {
  recording: Recording;
  bufferedMs: number;
  windowMs: number;
  onRecord(): void;
}

/** Is it recording, and how much can be clipped? */
export function RecordingState({ recording, bufferedMs, windowMs, onRecord }: Props) {
  return (
    <section class="recording" aria-label="Recording">
      <p role="status" class={`state ${recording.tone}`}>
        {recording.text}
      </p>
      <p class="buffered">
        <b>{clock(Math.min(bufferedMs, windowMs))}</b> of {clock(windowMs)} buffered
      </p>
      <progress value={Math.min(bufferedMs, windowMs)} max={windowMs} aria-label="Buffered" />
      <div role="alert">
        {recording.detail && (
          <p class={recording.tone === 'bad' ? 'notice bad' : 'notice'}>
            {recording.detail}{' '}
            {recording.tone === 'bad' && (
              <button type="button" class="link" onClick={onRecord}>
                Record again
              </button>
            )}
          </p>
        )}
      </div>
    </section>
  );
}

import { clock } from '../words.ts';
import type { Recording } from './status.ts';
import { say } from './texts.ts';

interface Props {
  recording: Recording;
  bufferedMs: number;
  /** How far back one can clip just now. */
  keptMs: number;
  onRecord?(): void;
}

/** Is it recording, and how much can be clipped? */
export function RecordingState({ recording, bufferedMs, keptMs, onRecord }: Props) {
  const { tone, text, detail } = recording;
  return (
    <section class="recording" aria-label={say.recordingSection}>
      <p role="status" class={`state ${tone}`}>
        {text}
      </p>
      <p class="buffered">
        <b>{clock(Math.min(bufferedMs, keptMs))}</b>
        {say.ofBuffered(clock(keptMs))}
      </p>
      {/* What is bad is also said by a toast, and should not be read out twice; what is good may wait. */}
      <div role={tone === 'waiting' ? 'alert' : undefined}>
        {detail && (
          <p class={tone === 'bad' ? 'notice bad' : 'notice'}>
            {detail}{' '}
            {tone === 'bad' && onRecord && (
              <button type="button" class="link" onClick={onRecord}>
                {say.startRecordingAgain}
              </button>
            )}
          </p>
        )}
      </div>
    </section>
  );
}

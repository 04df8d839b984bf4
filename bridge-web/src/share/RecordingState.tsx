import { clock } from '../words.ts';
import type { Connection } from './publish.ts';
import type { Recording } from './status.ts';

interface Props {
  recording: Recording;
  connection: Connection;
  bufferedMs: number;
  windowMs: number;
  onRecord(): void;
}

/** Is it recording, and how much can be clipped? */
export function RecordingState({ recording, connection, bufferedMs, windowMs, onRecord }: Props) {
  const shown = connection.state === 'live' ? recording : connecting(connection);
  return (
    <section class="recording" aria-label="Recording">
      <p role="status" class={`state ${shown.tone}`}>
        {shown.text}
      </p>
      <p class="buffered">
        <b>{clock(Math.min(bufferedMs, windowMs))}</b> of {clock(windowMs)} buffered
      </p>
      <progress value={Math.min(bufferedMs, windowMs)} max={windowMs} aria-label="Buffered" />
      <div role="alert">
        {shown.detail && (
          <p class="notice bad">
            {shown.detail}{' '}
            {connection.state === 'live' && (
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

function connecting({ state, trouble }: Connection): Recording {
  const text = state === 'connecting' ? 'Connecting…' : 'Connection lost, reconnecting…';
  return { tone: 'waiting', text, detail: trouble && `${trouble} Trying again.` };
}

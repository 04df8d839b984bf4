import { inTime } from '../when.ts';
import { megabytes } from '../words.ts';
import type { Usage } from './clips.ts';
import { say } from './texts.ts';

interface Props {
  usage: Usage;
  /** How long what is shared is kept. */
  windowMs: number;
  onKeep(id: string): void;
  onOpen(id: string): void;
}

/** The space that one takes, and what goes when. */
export function UsageBar({ usage, windowMs, onKeep, onOpen }: Props) {
  const { clips, bytes, bufferBytes, bufferToMs, expiring } = usage;
  return (
    <section class="usage" aria-label={say.space}>
      <p>
        <strong>{say.used(say.clips(clips), megabytes(bytes))}</strong>
        {bufferBytes > 0 && (
          <span class="quiet">
            {' + '}
            {bufferToMs
              ? say.bufferUntil(megabytes(bufferBytes), inTime(bufferToMs + windowMs))
              : say.buffer(megabytes(bufferBytes))}
          </span>
        )}
      </p>
      {expiring.length > 0 && (
        <details>
          <summary>{say.expiring(expiring.length)}</summary>
          <ul>
            {expiring.map((clip) => (
              <li key={clip.id}>
                <button type="button" class="link" onClick={() => onOpen(clip.id)}>
                  {clip.title || say.untitledClip}
                </button>
                <span class="quiet">
                  {megabytes(clip.bytes)} · {say.goes(inTime(clip.expiresAtMs))}
                </span>
                <button
                  type="button"
                  aria-label={say.keepOne(clip.title || say.untitledClip)}
                  onClick={({ currentTarget }) => {
                    // The button goes with its line.
                    currentTarget.closest('details')?.querySelector('summary')?.focus();
                    onKeep(clip.id);
                  }}
                >
                  {say.keep}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

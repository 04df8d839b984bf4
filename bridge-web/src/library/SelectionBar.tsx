import { megabytes } from '../words.ts';
import type { Change, Clip } from './clips.ts';
import { say } from './texts.ts';

interface Props {
  /** Those that are chosen, as far as they are loaded. */
  clips: Clip[];
  onAll(): void;
  onNone(): void;
  onChange(change: Omit<Change, 'title'>): void;
  onDelete(): void;
}

/** What can be done with several clips at once; at the edge of the screen while some are chosen. */
export function SelectionBar({ clips, onAll, onNone, onChange, onDelete }: Props) {
  const bytes = clips.reduce((sum, clip) => sum + clip.bytes, 0);
  const buttons: [string, () => void][] = [
    [say.selectAll, onAll],
    [say.selectNone, onNone],
  ];
  // For all of them or for none: what would be refused is not offered.
  if (clips.every(({ mayBePublic }) => mayBePublic)) {
    buttons.push([say.makePublic, () => onChange({ visibility: 'public' })]);
  }
  buttons.push([say.makePrivate, () => onChange({ visibility: 'private' })]);
  if (clips.some(({ expiresAtMs }) => expiresAtMs !== null)) {
    buttons.push([say.keep, () => onChange({ keep: true })]);
  }
  return (
    <section class="selection" aria-label={say.several}>
      <p role="status">{say.selected(clips.length, megabytes(bytes))}</p>
      {buttons.map(([text, act]) => (
        <button key={text} type="button" onClick={act}>
          {text}
        </button>
      ))}
      <button type="button" class="danger" onClick={onDelete}>
        {say.delete}
      </button>
    </section>
  );
}

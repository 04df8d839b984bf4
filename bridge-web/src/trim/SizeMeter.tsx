import { clock, megabytes } from '../words.ts';
import { bytesOf, type Fate, fateOf, lengthThatFits, type Quality } from './estimate.ts';
import type { Selection } from './selection.ts';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

const SHOWN_MS = 100;

interface Props {
  trim: Trim;
  /** What the destination takes; undefined: any size. */
  limitBytes: number | undefined;
  quality: Quality;
}

/** How large the clip will be, and what becomes of it where it goes: said before it is made. */
export function SizeMeter({ trim, limitBytes, quality }: Props) {
  const selection = useWatched(trim.selection, SHOWN_MS);
  const { segments } = trim.preview;
  const bytes = bytesOf(segments, selection);
  const fate = fateOf(bytes, limitBytes, selection.toMs - selection.fromMs, quality);
  const words = fateWords({ fate, bytes, limitBytes, quality });
  const isOver = limitBytes !== undefined && bytes > limitBytes && quality !== 'link';
  const tooMuch = isOver ? say.tooMuch(megabytes(bytes - limitBytes)) : '';
  const part = limitBytes ? Math.min(1, bytes / limitBytes) : 0;
  return (
    <div class={`size ${isOver ? 'over' : ''} ${fate}`}>
      {limitBytes !== undefined && (
        <div
          class="meter"
          role="meter"
          aria-label={say.size}
          aria-valuemin={0}
          aria-valuemax={limitBytes}
          aria-valuenow={Math.min(limitBytes, Math.round(bytes))}
          aria-valuetext={`${say.ofLimit(megabytes(bytes), megabytes(limitBytes))} ${tooMuch}`}
        >
          <div style={{ transform: `scaleX(${part})` }} />
        </div>
      )}
      <p>
        <b>{say.about(megabytes(bytes))}</b> {isOver && <span class="too-much">{tooMuch}</span>}{' '}
        {words}
        {isOver && ` ${fitsWords(trim, selection, limitBytes)}`}
      </p>
    </div>
  );
}

interface Judged extends Pick<Props, 'limitBytes' | 'quality'> {
  fate: Fate;
  bytes: number;
}

function fateWords({ fate, bytes, limitBytes, quality }: Judged): string {
  if (limitBytes === undefined) return say.anySize;
  if (quality === 'link') return say.asLink;
  const limit = megabytes(limitBytes);
  if (fate === 'whole') return say.asItIs(limit);
  if (quality === 'full') return say.linkInFull(limit);
  if (fate === 'smaller') return say.smaller(limit, `${Math.round((limitBytes / bytes) * 100)} %`);
  return fate === 'unsure' ? say.unsure(limit) : say.becomesLink(limit);
}

function fitsWords({ preview }: Trim, selection: Selection, limitBytes: number): string {
  const ms = lengthThatFits(preview.segments, selection, limitBytes);
  return ms < 1000 ? '' : say.fitsUpTo(clock(ms));
}

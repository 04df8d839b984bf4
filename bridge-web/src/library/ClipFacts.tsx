import { dayAndTime, inTime } from '../when.ts';
import { clock, megabytes } from '../words.ts';
import { Audience } from './Audience.tsx';
import type { Change, Clip } from './clips.ts';
import { say } from './texts.ts';
import { isOwnScreen, placeWords, sharerOf, whereWords } from './words.ts';

interface Props {
  clip: Clip;
  /** To a moment of the video, ms. */
  onSeek(ms: number): void;
  onChange(change: Change): Promise<boolean>;
}

/** What one knows of a clip, and who sees it for how long. */
export function ClipFacts({ clip, onSeek, onChange }: Props) {
  const where = whereWords(clip);
  return (
    <>
      <dl class="facts">
        <dt>{say.recorded}</dt>
        <dd>
          {dayAndTime(clip.fromMs)}
          {!isOwnScreen(clip) && ` · ${sharerOf(clip)}`}
        </dd>
        {where && (
          <>
            <dt>{say.where}</dt>
            <dd>{where}</dd>
          </>
        )}
        <dt>{say.size}</dt>
        <dd>
          {clock(clip.durationMs)} · {megabytes(clip.bytes)} · {clip.width}×{clip.height}
        </dd>
        {clip.posted.length > 0 && (
          <>
            <dt>{say.posted}</dt>
            <dd>
              {clip.posted.map((post) => (
                <a key={post.url} href={post.url} target="_blank" rel="noreferrer">
                  {placeWords(clip, post)}, {dayAndTime(post.atMs)}
                </a>
              ))}
            </dd>
          </>
        )}
        {clip.marks.length > 0 && (
          <>
            <dt>{say.markers}</dt>
            <dd>
              {clip.marks.map(({ videoMs, label }, i) => {
                const time = clip.exactMarks ? clock(videoMs) : say.about(clock(videoMs));
                return (
                  <button
                    key={i}
                    type="button"
                    class="link"
                    aria-label={say.goToMark(time, label)}
                    onClick={() => onSeek(videoMs)}
                  >
                    {time} {label}
                  </button>
                );
              })}
            </dd>
          </>
        )}
        {clip.mine && (
          <>
            <dt>{say.keptHere}</dt>
            <dd>
              {clip.expiresAtMs === null ? (
                say.forGood
              ) : (
                <>
                  {say.until(dayAndTime(clip.expiresAtMs))} ({inTime(clip.expiresAtMs)}){' '}
                  <button type="button" onClick={() => void onChange({ keep: true })}>
                    {say.keep}
                  </button>
                </>
              )}
            </dd>
          </>
        )}
      </dl>
      {clip.mayBePublic && <Audience clip={clip} onChange={onChange} />}
    </>
  );
}

import { locale } from '../i18n.ts';
import { duration } from '../words.ts';
import { canShareSound } from './capture.ts';
import { roundly } from './kept-now.ts';
import { say } from './texts.ts';
import { say as voiceSay } from './voice-texts.ts';

const DAY_MS = 24 * 3600_000;

/** What becomes of it when one stops, in words; ms. */
export function keptAfterwards(windowMs: number, postedKeptMs: number): string {
  const span = duration(windowMs);
  const days = (postedKeptMs / DAY_MS).toLocaleString(locale, {
    ...({ style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 1 } as const),
  });
  const after = say.keptAfter(span[0]?.toUpperCase() + span.slice(1));
  return `${after} ${postedKeptMs > 0 ? say.keptClipsDays(days) : say.keptClips}`;
}

/**
 * Promise 8: nobody is recorded unawares.
 * @param keptMs how far that reaches just now
 * @param postedKeptMs undefined where it isn't known
 */
export function Kept({
  windowMs,
  keptMs,
  postedKeptMs = 0,
  hasVoice,
}: {
  windowMs: number;
  keptMs: number;
  postedKeptMs?: number;
  hasVoice: boolean;
}) {
  const span = duration(windowMs);
  return (
    <section class="kept" aria-labelledby="kept">
      <h2 id="kept">{say.kept}</h2>
      <ul>
        <li>
          {say.keptWhile(span)}
          {keptMs < windowMs && ` ${say.keptShort(duration(roundly(keptMs)))}`}
        </li>
        {hasVoice && <li>{voiceSay.kept}</li>}
        <li>{say.keptOnlyYou}</li>
        <li>{keptAfterwards(windowMs, postedKeptMs)}</li>
        <li>{canShareSound(navigator.userAgent) ? say.keptSound : say.keptNoSound}</li>
      </ul>
      <p>
        <a href="/privacy" target="_blank">
          {say.more}
        </a>
      </p>
    </section>
  );
}

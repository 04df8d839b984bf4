import { locale } from '../i18n.ts';
import { duration } from '../words.ts';
import { canShareSound } from './capture.ts';
import { say } from './texts.ts';

const DAY_MS = 24 * 3600_000;

/** In words: how long posted clips stay, ms. */
export const daysOf = (ms: number) =>
  (ms / DAY_MS).toLocaleString(locale, {
    ...({ style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 1 } as const),
  });

/** Promise 8: nobody is recorded unawares. @param postedKeptMs undefined where it isn't known */
export function Kept({ windowMs, postedKeptMs = 0 }: { windowMs: number; postedKeptMs?: number }) {
  const span = duration(windowMs);
  return (
    <section class="kept" aria-labelledby="kept">
      <h2 id="kept">{say.kept}</h2>
      <ul>
        <li>{say.keptWhile(span)}</li>
        <li>{say.keptOnlyYou}</li>
        <li>
          {say.keptAfter(span[0]?.toUpperCase() + span.slice(1))}{' '}
          {postedKeptMs > 0 ? say.keptClipsDays(daysOf(postedKeptMs)) : say.keptClips}
        </li>
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

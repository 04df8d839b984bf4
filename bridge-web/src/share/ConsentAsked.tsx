import { duration } from '../words.ts';
import { keptAfterwards } from './Kept.tsx';
import { say } from './texts.ts';
import type { ConsentQuestion } from './use-consent.ts';

/** Before the first share on a server: what is kept, for how long, who may clip, and that sharing means yes. */
export function ConsentAsked({ question }: { question: ConsentQuestion }) {
  const { windowMs, postedKeptMs, whoMayClip } = question;
  const span = duration(windowMs);
  return (
    <section class="consent" aria-labelledby="consent">
      <h2 id="consent">{say.consent}</h2>
      <ul>
        <li>{say.keptWhile(span)}</li>
        <li>{keptAfterwards(windowMs, postedKeptMs)}</li>
        <li>
          {say.consentWho} <b>{say[whoMayClip]}</b>. {say.consentChange}
        </li>
      </ul>
      <p>{say.consentYes}</p>
    </section>
  );
}

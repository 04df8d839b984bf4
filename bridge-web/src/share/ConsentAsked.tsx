import { duration } from '../words.ts';
import { keptAfterwards } from './Kept.tsx';
import { say } from './texts.ts';
import type { ConsentQuestion } from './use-consent.ts';
import { say as voiceSay } from './voice-texts.ts';

/** Before the first share on a server: what is kept, for how long, who may clip, and that sharing means yes. */
export function ConsentAsked({
  question,
  hasVoice,
}: {
  question: ConsentQuestion;
  /** The microphone is on. */
  hasVoice: boolean;
}) {
  const { windowMs, postedKeptMs, whoMayClip } = question;
  const span = duration(windowMs);
  return (
    <section class="consent" aria-labelledby="consent">
      <h2 id="consent">{say.consent}</h2>
      <ul>
        <li>{say.keptWhile(span)}</li>
        {hasVoice && <li>{voiceSay.kept}</li>}
        <li>{keptAfterwards(windowMs, postedKeptMs)}</li>
        <li>
          {say.consentWho} <b>{say[whoMayClip]}</b>. {say.consentChange}
        </li>
      </ul>
      <p>{say.consentYes}</p>
    </section>
  );
}

import { clock, timeOfDay } from '../words.ts';
import type { ShareState } from './share.ts';
import type { ReplayStatus } from './status.ts';
import { say } from './texts.ts';

interface Props {
  state: ShareState;
  windowMs: number;
  /** Whether there is Discord's own way to sign in. */
  discordSignIn: boolean;
  onTakeBack(): void;
}

/** How the last share ended, what can still be done with it, and whether one is still signed in. */
export function Notices({ state, windowMs, discordSignIn, onTakeBack }: Props) {
  const { notice, heard, phase } = state;
  return (
    <>
      <div role="alert">
        {notice?.tone === 'bad' && (
          <p class="notice bad">
            {notice.text}{' '}
            {notice.takeBack && phase === 'idle' && (
              <button type="button" class="link" onClick={onTakeBack}>
                {say.takeBack}
              </button>
            )}
          </p>
        )}
        {heard.signedOut && (
          <p class="notice bad">
            {say.signedOut}{' '}
            {discordSignIn && <a href="/api/auth/discord?next=/share">{say.signIn}</a>}
          </p>
        )}
      </div>
      <div role="status">
        {notice?.tone === 'good' && <p class="notice">{notice.text}</p>}
        {phase !== 'sharing' && heard.trouble && !heard.signedOut && (
          <p class="notice">{heard.trouble}</p>
        )}
      </div>
      {phase !== 'sharing' && <StillThere status={heard.status} windowMs={windowMs} />}
    </>
  );
}

function StillThere({ status, windowMs }: { status: ReplayStatus | undefined; windowMs: number }) {
  const { bufferedMs = 0, toMs } = status ?? {};
  if (bufferedMs < 1_000) return null;
  // Still active: from another tab.
  const over = toMs !== undefined && status?.status !== 'active';
  // The cleaner comes by every minute, and a time of day has no seconds.
  const gone = timeOfDay((toMs ?? 0) + windowMs + 2 * 60_000);
  return (
    <p class="notice">
      {over ? say.stillThereUntil(clock(bufferedMs), gone) : say.stillThere(clock(bufferedMs))}
    </p>
  );
}

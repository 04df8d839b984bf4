import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import type { Life } from './alive.ts';
import { say } from './texts.ts';

interface Props {
  life: Life;
  /** How long a preview may be open. */
  longestMs: number;
  /** Looks again, for instance after signing in elsewhere. */
  onLook(): void;
  onOpenAgain(): void;
}

/** What stands between the person and the preview, and the way out of it. Nothing that was chosen is lost by any. */
export function Trouble({ life, longestMs, onLook, onOpenAgain }: Props) {
  return (
    <div role="alert">
      {life === 'away' && <p class="notice">{say.away}</p>}
      {life === 'signedOut' && <SignedOut onLook={onLook} />}
      {life === 'gone' && (
        <div class="notice bad trouble">
          <p>{say.gone(Math.round(longestMs / 3600_000))}</p>
          <button type="button" onClick={onOpenAgain}>
            {say.openAgain}
          </button>
        </div>
      )}
    </div>
  );
}

export function SignedOut({ onLook }: { onLook(): void }) {
  const [withDiscord, setWithDiscord] = useState(false);
  useEffect(() => {
    call<{ discordSignIn: boolean }>('GET', '/api/about').then(
      ({ discordSignIn }) => setWithDiscord(discordSignIn),
      // The way by a link is there anyway.
      () => undefined,
    );
  }, []);
  const next = encodeURIComponent(`${location.pathname}${location.search}`);
  return (
    <div class="notice bad trouble">
      <p>{withDiscord ? say.signedOutDiscord : say.signedOut}</p>
      {withDiscord && (
        <a class="button main" href={`/api/auth/discord?next=${next}`}>
          {say.signIn}
        </a>
      )}
      <button type="button" onClick={onLook}>
        {say.signedInAgain}
      </button>
    </div>
  );
}

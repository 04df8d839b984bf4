import { say } from './texts.ts';

interface Props {
  text: string;
  /** Whether one can sign in with Discord here. */
  signIn: boolean;
  /** Why signing in did not work, for a person. */
  trouble?: string;
}

/** Why a page does not open, and the ways to sign in. */
export function Refusal({ text, signIn, trouble }: Props) {
  return (
    <>
      <h1>{say.notOpen}</h1>
      {trouble && (
        <p class="notice bad" role="alert">
          {trouble}
        </p>
      )}
      <p>{text}</p>
      {signIn && (
        <a class="button main" href={`/api/auth/discord?next=${encodeURIComponent(next())}`}>
          {say.signIn}
        </a>
      )}
    </>
  );
}

const next = () => `${location.pathname}${location.search}`;

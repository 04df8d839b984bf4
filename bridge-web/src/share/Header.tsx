import { useState } from 'preact/hooks';
import { closeSession, type Session } from './session.ts';

/** Whose page this is, and the way out of it. */
export function Header({ user }: { user?: Session['user'] }) {
  return (
    <header>
      <span class="brand">
        <span class="mark" aria-hidden="true" />
        Hindsight
      </span>
      {user && (
        <div class="who">
          <Avatar user={user} />
          <span class="name">{user.name}</span>
          <button type="button" class="link" onClick={signOut}>
            Sign out
          </button>
        </div>
      )}
    </header>
  );
}

function Avatar({ user }: { user: Session['user'] }) {
  const [broken, setBroken] = useState(false);
  if (!user.avatarUrl || broken) {
    return (
      <span class="avatar" aria-hidden="true">
        {[...user.name][0]?.toUpperCase()}
      </span>
    );
  }
  return <img class="avatar" src={user.avatarUrl} alt="" onError={() => setBroken(true)} />;
}

async function signOut() {
  await closeSession().catch(() => undefined);
  location.reload();
}

import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { Header } from '../ui/Header.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { inTime } from '../when.ts';
import { megabytes } from '../words.ts';
import { type About, lengthOf, type Mine, readAbout, readMine, sectionsOf } from './about.ts';
import { say } from './texts.ts';

/** How often a server that is away is asked again, ms. */
const AGAIN_MS = 2000;

/** What is kept of whom: open to everybody, with what is kept of oneself for who is signed in. */
export function PrivacyPage() {
  const [about, setAbout] = useState<About>();
  const [away, setAway] = useState(false);
  const [mine, setMine] = useState<Mine>();
  useEffect(() => {
    document.title = `${say.title} · Hindsight`;
    void read();
    async function read(): Promise<void> {
      try {
        setAbout(await readAbout());
        setAway(false);
        setMine(await readMine());
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setAway(true);
        setTimeout(read, AGAIN_MS);
      }
    }
  }, []);
  return (
    <>
      <Header user={mine?.session.user} here="privacy" />
      <main class="privacy">
        <h1>{say.title}</h1>
        <p class="intro">{say.intro}</p>
        {away && (
          <p class="notice bad" role="alert">
            {say.away}
          </p>
        )}
        {!about && !away && <p class="quiet">{say.loading}</p>}
        {about && <OfYou about={about} mine={mine} />}
        {about &&
          sectionsOf(about).map(({ title, items }) => (
            <section key={title} class="card">
              <h2>{title}</h2>
              <ul>
                {items.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            </section>
          ))}
      </main>
      <Toasts />
    </>
  );
}

function OfYou({ about, mine }: { about: About; mine: Mine | undefined }) {
  if (!mine) {
    return (
      <p class="card">
        <a href="/library">{say.signInToSee}</a>
      </p>
    );
  }
  const { usage, session, whoMayClip, onServer } = mine;
  const { clips, bytes, bufferBytes, bufferToMs = Date.now(), expiring } = usage;
  const [next] = expiring;
  return (
    <section class="card you">
      <h2>{say.ofYou}</h2>
      <p class="quiet">{say.signedInAs(session.user.name)}</p>
      <ul>
        <li>
          {clips > 0 ? <b>{say.ofYouClips(say.clips(clips), megabytes(bytes))}</b> : say.noneOfYou}{' '}
          {next && say.nextGoes(expiring.length, inTime(next.expiresAtMs))}
        </li>
        <li>
          {bufferBytes > 0
            ? say.recordingNow(megabytes(bufferBytes), inTime(bufferToMs + about.windowMs))
            : say.noRecording}
        </li>
        <li>
          {say.whoMayClip}: <b>{say[whoMayClip]}</b>
        </li>
        {onServer && (
          <li>
            {say.onServer(
              onServer.name,
              lengthOf(onServer.windowMs),
              onServer.postedKeptMs > 0 ? lengthOf(onServer.postedKeptMs) : say.notKept,
            )}
          </li>
        )}
      </ul>
      <a class="button" href="/library">
        {say.toLibrary}
      </a>
    </section>
  );
}

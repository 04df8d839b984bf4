import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { clock, duration } from '../words.ts';
import { canShareSound } from './capture.ts';
import { Figures } from './Figures.tsx';
import { QUALITIES, type Quality, qualityOf } from './quality.ts';
import { RecordingState } from './RecordingState.tsx';
import { Share, type ShareState } from './share.ts';
import { connectionWords, missedWords, type ReplayStatus, recordingWords } from './status.ts';

const CHOICE = 'hindsight.quality';

/** The page proper: what is shared, how it is recorded, and the one button. */
export function Stage({ session }: { session: Session }) {
  const { share, state } = useShare(session.user.id, session.channel?.id ?? '');
  const [quality, setQuality] = useState(() => qualityOf(localStorage.getItem(CHOICE)));
  const sharing = state.phase === 'sharing';
  const live = state.connection.state === 'live';
  const recording = live
    ? recordingWords(state.heard, state.settling, state.progress)
    : connectionWords(state.connection);

  // With the words and not after them: the title of a tab in the background is all one sees.
  useLayoutEffect(() => {
    const good = sharing && recording.tone === 'good';
    document.title = `${good ? '● Recording' : sharing ? 'Sharing' : `#${session.channel?.name}`} – Hindsight`;
  }, [sharing, recording.tone, session.channel?.name]);

  const choose = (chosen: Quality) => {
    localStorage.setItem(CHOICE, chosen.id);
    setQuality(chosen);
  };

  return (
    <main class="card">
      <h1>
        {sharing ? 'You share your screen for ' : 'Share your screen for '}
        <span class="channel">#{session.channel?.name}</span>
      </h1>
      <p class="quiet">in {session.guild?.name}</p>

      <Preview capture={state.capture} />
      {sharing && (
        <>
          <RecordingState
            recording={recording}
            bufferedMs={state.heard.status?.bufferedMs ?? 0}
            windowMs={session.windowMs}
            onRecord={() => share.record()}
          />
          <Figures sending={state.sending} />
        </>
      )}

      <div role="alert">
        {state.notice?.tone === 'bad' && <p class="notice bad">{state.notice.text}</p>}
      </div>
      <div role="status">
        {state.notice?.tone === 'good' && <p class="notice">{state.notice.text}</p>}
        {state.missed.map((missed) => (
          <p class="notice" key={missed.atMs}>
            {missedWords(missed, session.channel?.id ?? '')}
          </p>
        ))}
      </div>
      {!sharing && <StillThere status={state.heard.status} windowMs={session.windowMs} />}

      {!sharing && <QualityChoice chosen={quality} onChoose={choose} />}
      <button
        type="button"
        class={sharing ? 'main stop' : 'main'}
        // Really disabled, it would lose the keyboard's focus.
        aria-disabled={state.phase === 'picking'}
        onClick={() => (sharing ? share.stop() : share.begin(quality))}
      >
        {sharing ? 'Stop sharing' : 'Share screen'}
      </button>

      <Kept session={session} />
    </main>
  );
}

function useShare(userId: string, channelId: string): { share: Share; state: ShareState } {
  const [share] = useState(() => new Share(userId, channelId));
  const [state, setState] = useState(share.state);
  const sharing = state.phase === 'sharing';
  useEffect(() => share.listen(setState), [share]);
  useEffect(() => {
    const leave = () => share.leave();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      share.close();
    };
  }, [share]);
  useEffect(() => {
    if (!sharing) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [sharing]);
  return { share, state };
}

function Preview({ capture }: { capture: ShareState['capture'] }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = capture ? new MediaStream([capture.video]) : null;
  }, [capture]);
  if (!capture) return null;
  return (
    <video
      ref={video}
      class="preview"
      aria-label="Preview of what you share"
      autoPlay
      muted
      playsInline
    />
  );
}

function StillThere(props: { status: ReplayStatus | undefined; windowMs: number }) {
  const { bufferedMs = 0, toMs, status } = props.status ?? {};
  if (bufferedMs < 1_000) return null;
  // The cleaner comes by every minute, and a time of day has no seconds.
  const gone = new Date((toMs ?? 0) + props.windowMs + 2 * 60_000);
  const until = gone.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  // Still active: from another tab.
  const over = toMs !== undefined && status !== 'active';
  return (
    <p class="notice">
      The last {clock(bufferedMs)} can {over && 'still '}be clipped with /clip
      {over && `, and all of it is deleted by ${until}`}.
    </p>
  );
}

function QualityChoice(props: { chosen: Quality; onChoose(quality: Quality): void }) {
  return (
    <fieldset class="quality">
      <legend>Quality</legend>
      {QUALITIES.map((quality) => (
        <label key={quality.id}>
          <input
            type="radio"
            name="quality"
            value={quality.id}
            checked={quality.id === props.chosen.id}
            onChange={() => props.onChoose(quality)}
          />
          <span>
            <b>{quality.height}p</b> {quality.frameRate} frames/s
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Promise 8: nobody is recorded unawares. */
function Kept({ session }: { session: Session }) {
  const span = duration(session.windowMs);
  return (
    <section class="kept" aria-labelledby="kept">
      <h2 id="kept">What is kept</h2>
      <ul>
        <li>
          While you share, the last {span} of what you share, picture and sound, are kept on the
          Hindsight server. Anything older is deleted as you go.
        </li>
        <li>Only you can clip it: type /clip 2m in Discord. Until then nobody gets to see it.</li>
        <li>
          {span[0]?.toUpperCase() + span.slice(1)} after you stop, all of it is deleted. Clips that
          you posted stay where you posted them, and those for your library stay on the server.
        </li>
        <li>
          {canShareSound(navigator.userAgent)
            ? 'Sound comes along when you tick it in the browser’s dialog: a tab’s everywhere, the whole system’s on Windows.'
            : 'This browser shares the picture without sound; Chrome and Edge can share sound too.'}
        </li>
      </ul>
    </section>
  );
}

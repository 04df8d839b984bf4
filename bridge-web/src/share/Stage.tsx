import { render } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Choices } from './Choices.tsx';
import { ClipPanel } from './ClipPanel.tsx';
import { ConsentAsked } from './ConsentAsked.tsx';
import { Figures } from './Figures.tsx';
import { JustMade } from './JustMade.tsx';
import { Kept } from './Kept.tsx';
import { keptNow } from './kept-now.ts';
import { Markers } from './Markers.tsx';
import { Notices } from './Notices.tsx';
import { Preview } from './Preview.tsx';
import { type Choice, readChoice, rememberChoice } from './quality.ts';
import { RecordingState } from './RecordingState.tsx';
import { SmallPanel } from './SmallPanel.tsx';
import { SoundLevel } from './SoundLevel.tsx';
import { Strip } from './Strip.tsx';
import { connectionWords, recordingWords } from './status.ts';
import { say } from './texts.ts';
import { useAbout } from './use-about.ts';
import { usePictures, useSoundMeter } from './use-capture.ts';
import { useChecks } from './use-checks.ts';
import { useClipping } from './use-clipping.ts';
import { useConsent } from './use-consent.ts';
import { useKeys } from './use-keys.ts';
import { useMarks } from './use-marks.ts';
import { useOrders } from './use-orders.ts';
import { useSmallPanel } from './use-panel.ts';
import { useShare } from './use-share.ts';
import { VoiceControls } from './VoiceControls.tsx';
import { WhoMayClip } from './WhoMayClip.tsx';

interface Props {
  session: Session;
  channel: { id: string; name: string };
  /** Only for who chose it here. */
  onOtherChannel?(): void;
}

/** The page proper: what is shared, how it is recorded, and what can be made of it. */
export function Stage({ session, channel, onOtherChannel }: Props) {
  const { user, guild, windowMs } = session;
  const { share, events, state } = useShare({ userId: user.id, channelId: channel.id, windowMs });
  const [choice, setChoice] = useState(() => readChoice(localStorage));
  const { phase, capture, heard } = state;
  const status = heard.status;
  const bufferedMs = status?.bufferedMs ?? 0;
  const keptMs = keptNow(windowMs, status);
  const sharing = phase === 'sharing';
  const recording =
    state.connection.state === 'live' || !sharing
      ? recordingWords(heard, state.settling, state.progress)
      : connectionWords(state.connection);

  const about = useAbout();
  const checks = useChecks(choice, !status || status.status === 'active' || sharing);
  const pictures = usePictures(capture, windowMs);
  const sound = useSoundMeter(capture);
  const marks = useMarks(events);
  const orders = useOrders(events);
  const onOrdered = orders.refresh;
  const clipping = useClipping({
    events,
    chooser: { userId: user.id, guildId: guild?.id ?? '' },
    channelId: channel.id,
    windowMs,
    bufferedMs,
    keptMs,
    sent: share.sent,
    onOrdered,
  });
  const panel = useSmallPanel();
  const keys = useKeys(clipping, () => void marks.set(), panel.panel);

  // With the words and not after them: the title of a tab in the background is all one sees.
  useLayoutEffect(() => {
    const good = sharing && recording.tone === 'good';
    const title = good ? `● ${recording.text}` : sharing ? say.sharingTitle : `#${channel.name}`;
    document.title = `${title} – Hindsight`;
  }, [sharing, recording.tone, recording.text, channel.name]);
  useEffect(() => {
    if (!panel.panel) return;
    const parts = { recording, clipping, sound, newest: orders.orders[0] };
    render(<SmallPanel {...parts} onMark={() => void marks.set()} />, panel.panel.document.body);
  });

  const choose = (chosen: Choice) => {
    rememberChoice(localStorage, chosen);
    setChoice(chosen);
  };
  const consent = useConsent();
  // What is asked first has to be on the page.
  const mayBegin = phase === 'idle' && consent.isSettled;
  const begin = () => mayBegin && share.begin(choice, consent.agree);
  const hasVoice = state.voice.state !== 'off';
  const voiceControls = (
    <VoiceControls
      {...{ voice: share.voice, state: state.voice, sharing, recorded: status?.voice }}
    />
  );
  const buffered = sharing || bufferedMs >= 1_000;

  return (
    <main class={buffered ? 'stage with-clips' : 'stage'}>
      <div class="card sharing">
        <div>
          <h1>
            {sharing ? say.sharing : say.shareFor} <span class="channel">#{channel.name}</span>
          </h1>
          <p class="quiet">
            {guild && say.inGuild(guild.name)}{' '}
            {onOtherChannel && !sharing && (
              <button type="button" class="link" onClick={onOtherChannel}>
                {say.otherChannel}
              </button>
            )}
          </p>
        </div>
        {capture && <Preview capture={capture} />}
        {sharing && (
          <RecordingState {...{ recording, bufferedMs, keptMs }} onRecord={() => share.record()} />
        )}
        {status && buffered && (
          <Strip {...{ status, pictures, marks: marks.marks }} aheadMs={state.aheadMs ?? 0} />
        )}
        {sharing && <SoundLevel meter={sound} />}
        {sharing && <Figures sending={state.sending} />}
        {sharing && voiceControls}
        <Notices
          {...{ state, windowMs, discordSignIn: about.discordSignIn ?? false }}
          onTakeBack={begin}
        />
        {!sharing && <Choices choice={choice} checks={checks} onChoose={choose} />}
        {!sharing && voiceControls}
        {!sharing && consent.question && (
          <ConsentAsked question={consent.question} hasVoice={hasVoice} />
        )}
        <button
          type="button"
          class={sharing ? 'main stop' : 'main'}
          // Really disabled, it would lose the keyboard's focus.
          aria-disabled={!sharing && !mayBegin}
          onClick={() => (sharing ? share.stop() : begin())}
        >
          {sharing ? say.stopSharing : say.shareScreen}
        </button>
      </div>

      {buffered && (
        <div class="card clips">
          <ClipPanel clipping={clipping} panel={panel} keys={keys} />
          <Markers marks={marks} toMs={status?.toMs ?? 0} />
          <JustMade {...orders} places={clipping.places} />
        </div>
      )}

      <div class="card more">
        {!buffered && orders.orders.length > 0 && <JustMade {...orders} places={clipping.places} />}
        <WhoMayClip events={events} onSaved={consent.refresh} />
        <Kept
          {...{ windowMs, keptMs, hasVoice }}
          postedKeptMs={consent.kept?.postedKeptMs ?? about.postedKeptMs}
        />
      </div>
    </main>
  );
}

import type { ReplayStatus } from './status.ts';
import { useTrackMeter } from './use-capture.ts';
import { useLoudness } from './use-loudness.ts';
import type { Voice, VoiceState } from './voice.ts';
import { say } from './voice-texts.ts';

const LOUDEST = 2;

interface Props {
  voice: Voice;
  state: VoiceState;
  sharing: boolean;
  /** What the server says of its recording. */
  recorded: ReplayStatus['voice'];
}

/** Whether, how loud and for whom the sharer's microphone is recorded. */
export function VoiceControls({ voice, state, sharing, recorded }: Props) {
  const isOn = state.state === 'on';
  return (
    <section class="voice" aria-labelledby="voice">
      <h2 id="voice">{say.title}</h2>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={state.state !== 'off'}
          onChange={() => (state.state === 'off' ? void voice.switchOn() : voice.switchOff())}
        />
        {say.add}
      </label>
      <div role="alert">{state.trouble && <p class="notice bad">{state.trouble}</p>}</div>
      <p class={isOn ? 'small' : 'quiet small'} role="status">
        {howItStands(state, sharing, recorded)}
      </p>
      {isOn && <Settings voice={voice} state={state} />}
    </section>
  );
}

function Settings({ voice, state }: Pick<Props, 'voice' | 'state'>) {
  const { muted, level, devices, deviceId, forOthers } = state;
  const { level: loudness } = useLoudness(useTrackMeter(voice.sent?.track));
  return (
    <>
      <p class="sound">
        <meter
          value={muted ? 0 : loudness}
          max={1}
          low={0.05}
          high={0.97}
          optimum={0.6}
          aria-label={say.heard}
        />
        <button type="button" aria-pressed={muted} onClick={() => voice.change({ muted: !muted })}>
          {muted ? say.unmute : say.mute}
        </button>
      </p>
      <label class="field">
        <span>
          {say.level} <span class="quiet">{Math.round(level * 100)} %</span>
        </span>
        <input
          type="range"
          min={0}
          max={LOUDEST}
          step={0.05}
          value={level}
          onInput={(event) => voice.change({ level: event.currentTarget.valueAsNumber })}
        />
      </label>
      {devices.length > 1 && (
        <label class="field">
          <span>{say.device}</span>
          <select
            value={deviceId ?? ''}
            onChange={(event) => void voice.choose(event.currentTarget.value)}
          >
            {devices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="switch">
        <input
          type="checkbox"
          checked={forOthers}
          onChange={(event) => voice.change({ forOthers: event.currentTarget.checked })}
        />
        {say.forOthers}
      </label>
      <p class="quiet small">{say.forOthersMore}</p>
    </>
  );
}

function howItStands(
  { state, muted }: VoiceState,
  sharing: boolean,
  recorded: ReplayStatus['voice'],
): string {
  if (state === 'off') return say.off;
  if (state === 'asking') return say.asking;
  if (!sharing) return say.idle;
  if (recorded === 'failed') return say.failed;
  if (muted) return say.muted;
  return recorded === 'recorded' ? say.recorded : say.starting;
}

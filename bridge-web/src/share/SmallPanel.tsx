import type { ClipOrder } from '../clip-orders.ts';
import { nameOf, OrderState } from '../ui/Orders.tsx';
import { ClipButtons } from './ClipButtons.tsx';
import { say } from './clip-texts.ts';
import { RecordingState } from './RecordingState.tsx';
import { SoundLevel } from './SoundLevel.tsx';
import type { SoundMeter } from './sound-level.ts';
import type { Recording } from './status.ts';
import type { Clipping } from './use-clipping.ts';

interface Props {
  recording: Recording;
  clipping: Clipping;
  sound: SoundMeter | undefined;
  newest: ClipOrder | undefined;
  onMark(): void;
}

/** What one needs beside a game, in a window above all others. */
export function SmallPanel({ recording, clipping, sound, newest, onMark }: Props) {
  return (
    <main class="small-panel">
      <RecordingState
        recording={recording}
        bufferedMs={clipping.bufferedMs}
        keptMs={clipping.keptMs}
      />
      <SoundLevel meter={sound} />
      <ClipButtons clipping={clipping} />
      <button type="button" onClick={onMark}>
        {say.mark}
      </button>
      {newest && (
        <div class="newest">
          <b>{nameOf(newest)}</b> <OrderState order={newest} />
        </div>
      )}
    </main>
  );
}

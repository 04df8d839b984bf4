import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { orderClip } from '../clip-orders.ts';
import type { PageEvents } from '../page-events.ts';
import { type Places, readPlaces, type Target } from '../places.ts';
import { toast } from '../ui/toasts.ts';
import { duration } from '../words.ts';
import { say } from './clip-texts.ts';
import { lastPreset, presetsWithin, rememberPreset } from './presets.ts';
import type { SentBytes } from './sent-bytes.ts';
import { apiWords } from './status.ts';
import { type Chooser, readTarget, rememberTarget } from './target.ts';

export type Clipping = ReturnType<typeof useClipping>;

interface Props {
  events: PageEvents;
  chooser: Chooser;
  channelId: string;
  windowMs: number;
  bufferedMs: number;
  /** How far back one can clip just now. */
  keptMs: number;
  sent: SentBytes;
  /** An order was taken. */
  onOrdered(): void;
}

/** Clips of the last so much: how long, how large, where they go, and asking for one. */
export function useClipping({
  events,
  chooser,
  channelId,
  windowMs,
  bufferedMs,
  keptMs,
  sent,
  onOrdered,
}: Props) {
  const [last, setLast] = useState(() => lastPreset(windowMs, localStorage));
  const [places, setPlaces] = useState<Places>();
  const [trouble, setTrouble] = useState<string>();
  const [target, setTarget] = useState(() =>
    readTarget(chooser, channelId, undefined, localStorage),
  );
  const [average, setAverage] = useState<number>();
  const busy = useRef(false);
  const possible = bufferedMs >= 1000;

  const read = () =>
    readPlaces().then(
      (found) => {
        setPlaces(found);
        setTarget(readTarget(chooser, channelId, found, localStorage));
        setTrouble(undefined);
      },
      (error) => setTrouble(apiWords(error)),
    );
  useEffect(() => events.listen({ ready: read }), [events]);
  // What was shared before this page was opened, it has not counted itself.
  useEffect(() => {
    const counted = sent.bitrate(bufferedMs) !== undefined;
    if (possible && !counted) void averageBitrate(bufferedMs).then(setAverage);
  }, [possible]);

  return {
    presets: presetsWithin(windowMs),
    ...{ last, places, trouble, target, possible, bufferedMs, keptMs },
    /** Of what was sent in the last `ms`, bit/s. */
    bitrate: (ms: number) => sent.bitrate(ms) ?? average,
    choose(chosen: Target) {
      rememberTarget(chooser, chosen, localStorage);
      setTarget(chosen);
    },
    async clip(durationMs: number): Promise<void> {
      // A double click means one clip.
      if (!possible || busy.current) return;
      busy.current = true;
      setLast(durationMs);
      rememberPreset(durationMs, localStorage);
      try {
        await orderClip({ durationMs, ...target });
        toast('good', say.asked(duration(durationMs)), { forMs: 4000 });
        onOrdered();
      } catch (error) {
        toast('bad', apiWords(error));
      } finally {
        busy.current = false;
      }
    },
  };
}

async function averageBitrate(bufferedMs: number): Promise<number | undefined> {
  const usage = call<{ bufferBytes: number }>('GET', '/api/clips/usage');
  // Without it, sizes are left out.
  const { bufferBytes = 0 } = await usage.catch(() => ({}) as { bufferBytes?: number });
  return bufferBytes > 0 ? (bufferBytes * 8000) / bufferedMs : undefined;
}

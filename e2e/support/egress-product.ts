import type { SentEvent } from '../../server/events.ts';
import type { StageShare } from '../../server/recorder/recorder.contract.ts';
import type { Share } from '../../server/shares/share.ts';
import { layCable } from './cable.ts';
import { readClip } from './clock.ts';
import { closable, type OnClose } from './closable.ts';
import { placeOf, type Who } from './hindsight.ts';
import { checkClip } from './laws.ts';
import {
  type ProductOnEgress,
  type ProductOnEgressOptions,
  startProductOnEgress,
} from './product-on-egress.ts';
import { openSharers, type ShareOptions } from './sharers.ts';
import { until } from './until.ts';

/** The product on Egress, and people who share. */
export interface EgressProduct extends ProductOnEgress {
  person(who: Who): Promise<Person>;
  /**
   * The network between everybody's browser and LiveKit is gone: connections are dropped, and nothing that the
   * browser would send gets out, for its processes stand still.
   */
  unplug(): Promise<void>;
  plug(): void;
}

/** Somebody of the sandbox, who shares without the page, and what they get to know from now on. */
export interface Person {
  who: Who;
  userId: string;
  /** Shares, and waits until so much is buffered of it. */
  share(options?: ShareOptions & { bufferMs?: number }): Promise<StageShare>;
  /** What they were told by DM since this person was asked for. */
  dms(): Promise<string[]>;
  /** What their open page was told. */
  events: SentEvent[];
  /** Their shares since then, oldest first. */
  shares(): Promise<Share[]>;
  /** The one that is recorded now. @throws Error when none is */
  recorded(): Promise<Share>;
  /** Waits until a share is no longer active, 30 s at most: the law of all failures. */
  over(share: Share): Promise<Share>;
  /** Waits until a share of theirs that began after `share` has segments. */
  recordedAgain(share: Share, timeoutMs?: number): Promise<Share>;
  /**
   * Clips what lies well between two moments (since the epoch) and looks at every frame.
   * @returns what is wrong with it
   */
  clipFaults(fromMs: number, toMs: number): Promise<string[]>;
  /** The same for a clip that goes on until now although there is nothing after `endMs`. */
  clipOverEndFaults(endMs: number): Promise<string[]>;
  /** Waits until nothing that begins after LiveKit's death, and before it was recorded again, can be clipped. */
  blackTakenOut(killedMs: number, again: Share, timeoutMs?: number): Promise<void>;
  /** The words of /replay status. */
  status(): Promise<string>;
}

/**
 * Small pictures, 15 a second, which the stand-in decodes and encodes again on a busy machine. How exact a clip is
 * other tests say; here nothing may be lost or torn.
 */
const AS_RECORDED = {
  sound: 'none',
  frameMs: 67,
  longestDelayMs: 15_000,
  longestJumpMs: 5000,
} as const;

const ROOMY_BYTES = 100 * 1024 * 1024;

export function startEgressProduct(options: ProductOnEgressOptions = {}): Promise<EgressProduct> {
  return closable((onClose) => start(options, onClose));
}

async function start(options: ProductOnEgressOptions, onClose: OnClose) {
  const stage = await startProductOnEgress(options);
  onClose(stage.close);
  const { livekit, product } = stage;
  let frozen: number[] = [];
  const signal = (name: NodeJS.Signals) => {
    for (const pid of frozen) process.kill(pid, name);
  };
  const signalCable = await layCable(livekit);
  onClose(signalCable.close);
  const sharers = await openSharers({ ...livekit, url: `ws://127.0.0.1:${signalCable.port}` });
  onClose(sharers.close);
  // A browser that stands still can't be closed.
  onClose(() => signal('SIGCONT'));
  const { sandbox, services } = product;
  // None is to be encoded again to fit: that takes minutes on a busy machine, and other tests look at it.
  for (const { name } of (await sandbox.world('ada')).guilds)
    await sandbox.setUploadLimit(name, ROOMY_BYTES);

  async function person(who: Who): Promise<Person> {
    const sinceMs = Date.now();
    // News of the same minute are written into one message.
    const news = async () =>
      (await sandbox.dms(who.as)).flatMap(({ content }) => content.split('\n\n'));
    const told = new Set(await news());
    const { userId, roomName: room } = await placeOf(sandbox, who);
    const events: SentEvent[] = [];
    const { leave } = await services.events.subscribe(userId, undefined, (event) => {
      events.push(event);
    });
    onClose(leave);

    async function shares() {
      const recent = await services.shares.recentOf(userId);
      return recent.filter(({ createdAt }) => createdAt >= sinceMs).reverse();
    }
    async function coveredFrom(ms: number, length: number) {
      const segments = await services.segments.between(userId, ms, Number.POSITIVE_INFINITY);
      return segments.reduce((sum, { durationMs }) => sum + durationMs, 0) >= length;
    }
    return {
      ...{ who, userId, events, shares },
      async share({ bufferMs = 5000, ...how } = {}) {
        const beganMs = Date.now();
        const share = await sharers.share({ ...how, roomName: room, userId });
        const enough = () => coveredFrom(beganMs, bufferMs);
        if (bufferMs > 0) await until('enough is buffered', enough, { timeoutMs: 60_000 });
        return share;
      },
      async recorded() {
        const share = (await shares()).findLast(({ status }) => status === 'active');
        if (!share) throw new Error(`${who.as} is not recorded`);
        return share;
      },
      over({ id }) {
        const over = async () => (await shares()).find((s) => s.id === id && s.status !== 'active');
        return until('it is found', over, { timeoutMs: 30_000 });
      },
      dms: async () => (await news()).filter((one) => !told.has(one)),
      async recordedAgain({ id, startedAt }, timeoutMs = 60_000) {
        const again = async () => {
          const share = (await shares()).find(
            (one) => one.id !== id && one.startedAt > startedAt && one.status === 'active',
          );
          if (!share) return false;
          return (await coveredFrom(share.startedAt, 1)) && share;
        };
        return until('it is recorded again', again, { timeoutMs });
      },
      async blackTakenOut(killedMs, again, timeoutMs = 30_000) {
        const cut = async () => {
          const found = await services.segments.between(userId, killedMs, again.startedAt);
          return found.every(({ startMs }) => startMs < killedMs + 2000);
        };
        await until('the black is taken out', cut, { timeoutMs });
      },
      async clipFaults(fromMs, toMs) {
        const agoS = Math.ceil((Date.now() - toMs) / 1000) + 1;
        const seconds = Math.floor((toMs - fromMs) / 1000) - 2;
        const clip = await product.clip(who, `/clip duration:${seconds}s ago:${agoS}s`);
        const endMs = clip.commandMs - agoS * 1000;
        const range = { fromMs: endMs - seconds * 1000, toMs: endMs };
        return faultsOf(clip.file, range);
      },
      async clipOverEndFaults(endMs) {
        const seconds = Math.ceil((Date.now() - endMs) / 1000) + 3;
        const clip = await product.clip(who, `/clip ${seconds}s`);
        const range = { fromMs: clip.commandMs - seconds * 1000, toMs: endMs };
        return faultsOf(clip.file, range);
      },
      status: async () => (await product.type(who, '/replay status')).message?.content ?? '',
    };
  }
  return {
    ...{ ...stage, person },
    async unplug() {
      frozen = await sharers.processIds();
      signal('SIGSTOP');
      signalCable.cut();
    },
    plug() {
      signal('SIGCONT');
      frozen = [];
      signalCable.mend();
    },
  };
}

/** Gaps are left out of a clip. */
const LONGEST_GAP_MS = 2000;

async function faultsOf(file: string, range: { fromMs: number; toMs: number }): Promise<string[]> {
  const clip = await readClip(file);
  const dueMs = range.toMs - range.fromMs - LONGEST_GAP_MS;
  const short = clip.durationMs < dueMs ? [`it is only ${clip.durationMs} ms long`] : [];
  return [...short, ...checkClip(clip, { ...AS_RECORDED, ...range })];
}

/** Says how long something took, for docs/failures.md. @returns s, with tenths */
export function measured(what: string, fromMs: number, toMs = Date.now()): number {
  const seconds = Math.round((toMs - fromMs) / 100) / 10;
  console.info(`measured: ${what}: ${seconds} s`);
  return seconds;
}

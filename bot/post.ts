import { DiscordAPIError, HTTPError } from 'discord.js';
import { DoesNotFit } from '../server/clips/fit.ts';
import type { Clip } from '../server/clips/library.ts';
import type { Watch } from '../server/clips/maker.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Rendition } from '../server/clips/renditions.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { clipFileName, clipWords, type Shown } from './message.ts';
import { isTooLarge } from './upload-limit.ts';
import type { Way } from './ways.ts';

/** How often another try is made when a clip does not fit: smaller, shorter or by link. */
const TRIES = 6;
/** What a refused size is multiplied by for the next try. */
const SMALLER = 0.7;
/** Where the length alone decides: bitrates are uneven. */
const MARGIN = 0.92;
const LEAST_MS = 1000;
const TOO_LARGE = 'The clip is too large to be posted there in full quality.';

export interface Posting {
  order: ClipOrder;
  watch: Watch;
  /** Told right before the message goes out. */
  onPosting(): void;
}

/** Whether the clip itself was posted, or a link to it, for which it has to be kept. */
export type Posted = 'file' | 'link';

/** Of the record that the last part of a clip has while that is posted. */
export const shortenedId = ({ id }: ClipOrder) => `${id}-end`;

/** Brings a clip into a place whatever its size: as it is, smaller, by a link or shorter, and says which. */
export function createPost(services: Services) {
  const { clipMaker, clipLinks, clips, config, log } = services;
  /** @throws UserError when not even a second of it fits; what the way says otherwise */
  return async function post(way: Way, clip: Clip, posting: Posting): Promise<Posted> {
    const { watch, onPosting } = posting;
    const order = { ...posting.order, quality: posting.order.quality ?? config.clipQuality };
    let part = clip;
    let limitBytes = await way.limitBytes();
    let sentBytes = 0;

    const words = (shown: Shown) => {
      const endOfMs = part === clip ? undefined : clip.durationMs;
      return clipWords(order, part, { endOfMs, ...shown });
    };
    async function putLink(link: string): Promise<Posted> {
      onPosting();
      await untilAnswered(() => way.put(words({ link })));
      return 'link';
    }
    async function putFile(noLink: boolean): Promise<Posted> {
      const isWhole = (order.format ?? 'mp4') === 'mp4';
      if (isWhole && order.quality === 'full' && part.bytes > limitBytes) {
        throw new DoesNotFit(part.durationMs * (limitBytes / part.bytes) * MARGIN, TOO_LARGE);
      }
      const use = async (fitted: Rendition) => {
        sentBytes = fitted.bytes;
        const content = words({
          noLink,
          fitted: fitted.reencoded ? { ...fitted, limitBytes } : undefined,
        });
        onPosting();
        const file = { name: clipFileName(order, part), path: fitted.file };
        await untilAnswered(() => way.put(content, file));
      };
      await clipMaker.fitted(part, { maxBytes: limitBytes, format: order.format }, use, watch);
      return 'file';
    }
    /** Its own record and file, as the whole may be wanted yet. */
    async function shorten(longestMs: number): Promise<void> {
      if (longestMs < LEAST_MS) throw new UserError('Not even a second of it fits there.');
      const { toMs } = part;
      const range = { fromMs: toMs - Math.floor(longestMs), toMs, last: false };
      part = await clipMaker.make({ ...order, ...range, id: shortenedId(order) }, watch);
    }

    const link = clipLinks.of(clip);
    try {
      for (let tries = 1; ; tries++) {
        try {
          if (order.quality === 'link' && link) return await putLink(link);
          return await putFile(order.quality === 'link');
        } catch (error) {
          if (tries === TRIES) throw error;
          if (isTooLarge(error)) {
            limitBytes = Math.floor(sentBytes * SMALLER);
            log.warn({ orderId: order.id, way: way.name, limitBytes }, 'too large; shrinking');
          } else if (error instanceof UserError && error.status === 413) {
            if (link) return await putLink(link);
            // Who does not say how much would fit is asked again with half of it.
            await shorten(error instanceof DoesNotFit ? error.longestMs : part.durationMs / 2);
          } else throw error;
        }
      }
    } finally {
      if (part !== clip) await clips.remove(part.id);
    }
  };
}

/** What Discord did not answer to, it may have shown: sent again, it is there once; on another way, twice. */
async function untilAnswered(put: () => Promise<void>): Promise<void> {
  try {
    await put();
  } catch (error) {
    if (error instanceof DiscordAPIError || error instanceof HTTPError) throw error;
    await put();
  }
}
